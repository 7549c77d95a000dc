package dev.millrace.workers.engines.weights;

import dev.millrace.schemas.http.BackOff;
import dev.millrace.schemas.notice.CauseChain;
import dev.millrace.schemas.notice.RepeatedFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks after one server: brings it the newest version, sees that it still has it, unloads what is over. */
final class ServerKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerKeeper.class);
    private static final Duration LEAVING = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** To bring weights may stop a server for minutes: what was refused is not tried at every look. */
    private static final Duration FIRST_AFTER_REFUSAL = Duration.ofSeconds(5);

    private static final Duration LONGEST_AFTER_REFUSAL = Duration.ofMinutes(1);

    private final ServerState state;
    private final WeightsWay way;
    private final Function<ServerState, ServedVersions.@Nullable Latest> latest;
    private final Runnable looked;
    private final Duration pause;
    private final RepeatedFailure away;
    private final RepeatedFailure refused;
    private final ScheduledExecutorService thread;
    private BackOff whileAway;
    private Optional<BackOff> afterRefusal = Optional.empty();
    private long notBefore = System.nanoTime();
    private @Nullable Future<?> leaving;
    private boolean left;

    /**
     * @param latest what the server is to serve, whose folder stays until {@link ServerState#end}; null before the first version
     * @param looked hears that the state may have changed
     * @param pause between looks, and longest before a server that is away is tried again
     */
    ServerKeeper(
            ServerState state,
            WeightsWay way,
            Function<ServerState, ServedVersions.@Nullable Latest> latest,
            Runnable looked,
            Duration pause,
            Clock clock) {
        this.state = state;
        this.way = way;
        this.latest = latest;
        this.looked = looked;
        this.pause = pause;
        this.whileAway = new BackOff(FIRST_PAUSE, pause);
        String address = state.server().address();
        this.away = new RepeatedFailure(log, "weights cannot be brought to " + address + "; tried again", clock);
        this.refused =
                new RepeatedFailure(log, "weights refused by " + address + "; those before are served on", clock);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "weights " + address);
            made.setDaemon(true);
            return made;
        });
        later(pause, true);
    }

    ServerState state() {
        return state;
    }

    void lookNow() {
        later(Duration.ZERO, false);
    }

    /** @param again whether to go on with looks after it */
    private void later(Duration after, boolean again) {
        try {
            Future<?> unused = thread.schedule(() -> look(again), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.atTrace().setCause(e).log("closed");
        }
    }

    private void look(boolean again) {
        Duration next = pause;
        try {
            step();
            away.over();
            whileAway = new BackOff(FIRST_PAUSE, pause);
        } catch (IOException e) {
            away.occurred(e);
            if (!again) {
                later(whileAway.pause(), false);
                whileAway = whileAway.longer();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("server", state.server().address())
                    .setCause(e)
                    .log("server cannot be looked after");
        } finally {
            looked.run();
        }
        if (again) {
            later(next, true);
        }
    }

    private void step() throws IOException, InterruptedException {
        HeldVersion current = state.current().orElse(null);
        long doubts = state.doubts();
        boolean inDoubt = state.isInDoubt();
        if (inDoubt) {
            afterRefusal = Optional.empty(); // another server may stand there by now
        }
        if (current != null && !way.holds(state, current, inDoubt)) {
            log.atWarn()
                    .addKeyValue("server", state.server().address())
                    .addKeyValue("name", current.version().name())
                    .log("server has lost its weights; they are brought there again");
            state.doubt();
            state.lost();
        } else if (current != null) {
            state.trust(doubts);
        }
        forgetFree();
        try {
            ServedVersions.Latest wanted = latest.apply(state);
            if (wanted != null && !isServed(wanted.version()) && isDue(wanted.version())) {
                bring(wanted);
            }
        } finally {
            state.end();
        }
        forgetFree();
    }

    private boolean isServed(PreparedVersion wanted) {
        return state.current()
                .filter(held -> held.version().name().equals(wanted.name()))
                .isPresent();
    }

    /** Whether it was not refused a moment ago. */
    private boolean isDue(PreparedVersion wanted) {
        return afterRefusal.isEmpty() || state.refusal(wanted).isEmpty() || System.nanoTime() - notBefore >= 0;
    }

    private void bring(ServedVersions.Latest wanted) throws IOException, InterruptedException {
        try {
            way.bring(state, wanted.version(), wanted.update());
            refused.over();
            afterRefusal = Optional.empty();
        } catch (WeightsRefusedException e) {
            state.refuse(wanted.version(), String.valueOf(e.getMessage()));
            refused.occurred(e);
            BackOff after = afterRefusal.map(BackOff::longer).orElseGet(this::firstAfterRefusal);
            afterRefusal = Optional.of(after);
            notBefore = System.nanoTime() + after.pause().toNanos();
            later(after.pause(), false);
        }
    }

    private BackOff firstAfterRefusal() {
        return new BackOff(
                pause.compareTo(FIRST_AFTER_REFUSAL) < 0 ? pause : FIRST_AFTER_REFUSAL, LONGEST_AFTER_REFUSAL);
    }

    /** What the server cannot be told now is told at the next look. */
    private void forgetFree() throws InterruptedException {
        List<HeldVersion> free = state.takeFree();
        for (int i = 0; i < free.size(); i++) {
            try {
                way.forget(state, free.get(i));
            } catch (IOException e) {
                state.retire(free.subList(i, free.size()));
                log.atDebug()
                        .addKeyValue("server", state.server().address())
                        .setCause(e)
                        .log("server cannot be told to forget a version yet");
                return;
            }
        }
    }

    /** Begins to let the server forget what it holds; {@link #close} waits for it. */
    void leave() {
        state.shut();
        try {
            leaving = thread.submit(() -> {
                for (HeldVersion held : state.takeAll()) {
                    way.forget(state, held);
                }
                return null;
            });
        } catch (RejectedExecutionException e) {
            log.atTrace().setCause(e).log("closed");
        }
        thread.shutdown();
    }

    /** Whether the server was told to forget all that it held; once this is closed. */
    boolean hasLeft() {
        return left;
    }

    /** Lets the server forget what it holds, if it answers soon. */
    @Override
    public void close() {
        if (leaving == null) {
            leave();
        }
        Future<?> pending = leaving;
        try {
            if (pending != null) {
                pending.get(LEAVING.toMillis(), TimeUnit.MILLISECONDS);
                left = true;
            }
        } catch (ExecutionException | TimeoutException e) {
            left = CauseChain.of(e).holds(ConnectException.class); // who is not there has nothing
            log.atDebug()
                    .addKeyValue("server", state.server().address())
                    .setCause(e)
                    .log("server keeps its weights");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
