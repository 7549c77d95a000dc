package dev.millrace.cli.up;

import dev.millrace.cli.up.RestartPolicy.Decision;
import dev.millrace.cli.up.UpProcess.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Starts the processes of a run, one that others wait for before them, starts again what fails, and ends them in order: when
 * the learner is done, when one cannot go on, or when it is asked to. {@link #run()} belongs to one thread, {@link #stop()} to
 * any.
 */
public final class Supervisor {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration STOPPING = Duration.ofSeconds(40);
    private static final int STOPPED = 130;

    private final List<Supervised> all = new ArrayList<>();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Launch launch;
    private final TerminalLines terminal;
    private final RestartPolicy policy;
    private final Clock clock;

    /** What the thread that decides is woken by. */
    private sealed interface Event {

        /** A process has ended. */
        record Ended(Supervised process, int exitCode) implements Event {}

        /** A process said that others may start. */
        record Ready(Supervised process) implements Event {}

        /** It is time to look again. */
        record Due() implements Event {}

        /** Somebody wants an end. */
        record Stop() implements Event {}
    }

    public Supervisor(List<UpProcess> processes, Launch launch, TerminalLines terminal, Clock clock) {
        this(processes, launch, terminal, new RestartPolicy(FIRST_PAUSE), clock);
    }

    Supervisor(List<UpProcess> processes, Launch launch, TerminalLines terminal, RestartPolicy policy, Clock clock) {
        this.launch = launch;
        this.terminal = terminal;
        this.policy = policy;
        this.clock = clock;
        processes.forEach(process -> all.add(new Supervised(process)));
    }

    /** Asks {@link #run()} to end all processes, and to return. */
    public void stop() {
        events.add(new Event.Stop());
    }

    /**
     * Runs them until the run is over.
     *
     * @return 0 when the learner is done, 130 when it was stopped, else the exit code of what could not go on
     */
    public int run() throws InterruptedException {
        try {
            for (Optional<Integer> code = Optional.empty(); ; code = next()) {
                if (code.isPresent()) {
                    return code.get();
                }
                startWhatIsDue();
            }
        } finally {
            endAll();
        }
    }

    /** Waits for something to happen, and acts; gives the exit code once the run is over. */
    private Optional<Integer> next() throws InterruptedException {
        Event event = poll();
        if (event instanceof Event.Stop) {
            terminal.say("stopping, the learner after those who feed it");
            return Optional.of(STOPPED);
        }
        if (event instanceof Event.Ready ready) {
            ready.process().isReady = true;
        }
        return event instanceof Event.Ended ended ? ended(ended) : Optional.empty();
    }

    private Event poll() throws InterruptedException {
        Optional<Instant> due = all.stream()
                .flatMap(process -> process.due.stream())
                .filter(time -> !waitsForAnother())
                .min(Instant::compareTo);
        if (due.isEmpty()) {
            return events.take();
        }
        long millis = Math.max(1, Duration.between(clock.instant(), due.get()).toMillis());
        Event event = events.poll(millis, TimeUnit.MILLISECONDS);
        return event == null ? new Event.Due() : event;
    }

    private boolean waitsForAnother() {
        return all.stream().anyMatch(process -> process.isRunning() && !process.isReady);
    }

    private void startWhatIsDue() {
        for (Supervised process : all) {
            boolean isDue =
                    process.due.map(time -> !clock.instant().isBefore(time)).orElse(false);
            if (isDue && !waitsForAnother()) {
                process.start();
            }
        }
    }

    private Optional<Integer> ended(Event.Ended ended) {
        Supervised process = ended.process();
        boolean recovered = process.ran().compareTo(RestartPolicy.RECOVERED) >= 0;
        process.failures = recovered ? 1 : process.failures + 1;
        process.running = Optional.empty();
        Decision decision = policy.decide(process.what.part(), ended.exitCode(), process.failures);
        String name = process.what.name();
        if (decision instanceof Decision.Again again) {
            process.due = Optional.of(clock.instant().plus(again.after()));
            terminal.say(name + " ended with exit code " + ended.exitCode() + "; it is started again in "
                    + Math.max(1, again.after().toSeconds()) + " s (failure " + process.failures + " of "
                    + RestartPolicy.MOST_FAILURES + ")");
            return Optional.empty();
        }
        if (decision instanceof Decision.Without without) {
            terminal.say(name + " " + without.why());
            return Optional.empty();
        }
        if (decision instanceof Decision.GiveUp giveUp) {
            terminal.say(name + " " + giveUp.why() + " (exit code " + ended.exitCode() + "); ending all others");
            return Optional.of(giveUp.exitCode());
        }
        terminal.say("the learner is done; ending all others");
        return Optional.of(0);
    }

    /** All that run are asked to end, part by part, and each part has ended before the next one is asked. */
    private void endAll() throws InterruptedException {
        for (Part part : Part.values()) {
            List<Process> running = all.stream()
                    .filter(process -> process.what.part() == part)
                    .flatMap(process -> process.running.stream())
                    .filter(Process::isAlive)
                    .toList();
            running.forEach(Process::destroy);
            for (Process process : running) {
                if (!process.waitFor(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
                    terminal.say("a " + part.name().toLowerCase(Locale.ROOT) + " did not end within "
                            + STOPPING.toSeconds() + " s, and is killed");
                    process.destroyForcibly().waitFor();
                }
            }
        }
        for (Supervised process : all) {
            process.awaitOutput();
        }
    }

    /** One process through all its starts. Belongs to the thread that decides, but for what its reader does. */
    private final class Supervised {

        private final UpProcess what;
        private Optional<Instant> due;
        private Optional<Process> running = Optional.empty();
        private Optional<Thread> reader = Optional.empty();
        private Instant started = Instant.EPOCH;
        private int failures;
        private boolean isReady;

        Supervised(UpProcess what) {
            this.what = what;
            this.due = Optional.of(Instant.EPOCH);
        }

        boolean isRunning() {
            return running.isPresent();
        }

        Duration ran() {
            return Duration.between(started, clock.instant());
        }

        void start() {
            due = Optional.empty();
            started = clock.instant();
            isReady = what.readyWhen().isEmpty();
            Process process;
            try {
                process = launch.start(what);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + what.name() + ": " + e.getMessage(), e);
            }
            running = Optional.of(process);
            Thread thread = new Thread(() -> read(process), "output-of-" + what.name());
            thread.setDaemon(true);
            thread.start();
            reader = Optional.of(thread);
        }

        private void read(Process process) {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    terminal.print(what.name(), line);
                    if (what.readyWhen().filter(line::startsWith).isPresent()) {
                        events.add(new Event.Ready(this));
                    }
                }
            } catch (IOException e) {
                terminal.say("the output of " + what.name() + " cannot be read: " + e.getMessage());
            }
            try {
                events.add(new Event.Ended(this, process.waitFor()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Its last words are printed before anything that comes after. */
        void awaitOutput() throws InterruptedException {
            if (reader.isPresent()) {
                reader.get().join(TimeUnit.SECONDS.toMillis(5));
            }
        }
    }
}
