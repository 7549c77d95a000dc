package dev.millrace.cli.page;

import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.monitoring.page.PageServer;
import dev.millrace.monitoring.runs.RunPresence;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.schemas.avro.DropReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A page over a run whose numbers follow from its records, among other runs of its cluster. Used by one thread. */
final class TracedPage implements AutoCloseable {

    static final int STEPS = 12;

    final PlayedRun played;
    final PageServer page;
    private final Roles roles = new Roles(Duration.ofSeconds(20));

    /** @param folder an empty one */
    TracedPage(Path folder) throws Exception {
        played = new PlayedRun(folder.resolve("stack"));
        played.tracedSteps(STEPS);
        played.dropped(PlayedRun.RUN + "/0/900", DropReason.STALE, "version 3 at step 12", 0, 2);
        played.dropped(PlayedRun.RUN + "/0/901", DropReason.MISSING_SCORE, "accuracy did not speak", 1);
        Instant now = Instant.now();
        played.otherRun("done", 40, 40, now.minusSeconds(7_200));
        played.otherRun("silent", 7, 40, now.minusSeconds(3_600));
        played.otherRun("forsaken", 9, 40, now.minusSeconds(3_600));
        Path earlier = Files.createDirectories(folder.resolve("runs/earlier"));
        Files.writeString(
                earlier.resolve("metrics.jsonl"),
                "{\"step\":1,\"at\":\"2026-01-01T00:00:00Z\",\"skipped\":false,\"metrics\":{\"reward\":0.5}}\n");
        Files.writeString(
                earlier.resolve("config.yaml"),
                "learner:\n  lr: 0.0001\nkafka:\n  properties:\n    sasl.password: open\n");
        RunWatch watch = new RunWatch(
                played.connection(), played.topics(), PlayedRun.RUN, Set.of("accuracy"), "accuracy", Clock.systemUTC());
        roles.start(new Role("watch", watch::run, watch::stop));
        page = PageServer.start(
                new PageConfig("127.0.0.1", 0, "", Duration.ofMillis(100), folder.resolve("runs"), ServerTls.none()),
                played.connection(),
                played.topics(),
                watch,
                Alarms.of(Duration.ofMinutes(2)),
                new TokenizerText(WordTokenizer.builtIn()),
                () -> "",
                () -> List.of(new RunPresence("silent", true), new RunPresence("new", true)));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!watch.isReady() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        try (played;
                roles) {
            page.close();
        }
    }
}
