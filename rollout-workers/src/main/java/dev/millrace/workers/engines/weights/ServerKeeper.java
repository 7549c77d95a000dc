package dev.millrace.workers.engines.weights;

import dev.millrace.schemas.notice.RepeatedFailure;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks after one server: brings it the newest version, sees that it still has it, unloads what is over. */
final class ServerKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerKeeper.class);
    private static final Duration LEAVING = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final ServerState state;
    private final WeightsWay way;
    private final Supplier<ServedVersions.@Nullable Latest> latest;
    private final Runnable looked;
    private final Duration pause;
    private final RepeatedFailure away;
    private final RepeatedFailure refused;
    private final ScheduledExecutorService thread;
    private Duration backOff = FIRST_PAUSE;

    /**
     * @param latest what the server is to serve; null before the first version
     * @param looked hears that the state may have changed
     * @param pause between looks, and longest before a server that is away is tried again
     */
    ServerKeeper(
            ServerState state,
            WeightsWay way,
            Supplier<ServedVersions.@Nullable Latest> latest,
            Runnable looked,
            Duration pause,
            Clock clock) {
        this.state = state;
        this.way = way;
        this.latest = latest;
        this.looked = looked;
        this.pause = pause;
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
            backOff = FIRST_PAUSE;
        } catch (IOException e) {
            away.occurred(e);
            if (!again) {
                later(backOff, false);
                backOff = backOff.multipliedBy(2).compareTo(pause) < 0 ? backOff.multipliedBy(2) : pause;
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
        if (current != null && !way.holds(state, current, state.isInDoubt())) {
            log.atWarn()
                    .addKeyValue("server", state.server().address())
                    .addKeyValue("name", current.version().name())
                    .log("server has lost its weights; they are brought there again");
            state.doubt();
            state.lost();
        } else if (current != null) {
            state.trust();
        }
        forgetFree();
        ServedVersions.Latest wanted = latest.get();
        if (wanted != null && !isServed(wanted.version())) {
            bring(wanted);
        }
        forgetFree();
    }

    private boolean isServed(PreparedVersion wanted) {
        return state.current()
                .filter(held -> held.version().name().equals(wanted.name()))
                .isPresent();
    }

    private void bring(ServedVersions.Latest wanted) throws IOException, InterruptedException {
        try {
            way.bring(state, wanted.version(), wanted.update());
            refused.over();
        } catch (WeightsRefusedException e) {
            state.refuse(wanted.version(), String.valueOf(e.getMessage()));
            refused.occurred(e);
        }
    }

    private void forgetFree() throws IOException, InterruptedException {
        for (HeldVersion free : state.takeFree()) {
            way.forget(state, free);
        }
    }

    /** Lets the server forget what it holds, if it answers soon. */
    @Override
    public void close() {
        state.shut();
        try {
            Future<?> leaving = thread.submit(() -> {
                for (HeldVersion held : state.current().stream().toList()) {
                    way.forget(state, held);
                }
                return null;
            });
            thread.shutdown();
            leaving.get(LEAVING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
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
