package dev.millrace.cli.page;

import dev.millrace.monitoring.runs.RunPresence;
import dev.millrace.schemas.avro.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A run whose numbers follow from its records, among other runs of its cluster. */
final class TracedRun {

    static final int STEPS = 12;

    private TracedRun() {}

    static void play(PlayedRun run) throws Exception {
        run.steps().tracedSteps(STEPS);
        run.samples().dropped(PlayedRun.RUN + "/0/900", DropReason.STALE, "version 3 at step 12", 0, 2);
        run.samples().dropped(PlayedRun.RUN + "/0/901", DropReason.MISSING_SCORE, "accuracy did not speak", 1);
        Instant now = Instant.now();
        run.steps().otherRun("done", 40, 40, now.minusSeconds(7_200));
        run.steps().otherRun("silent", 7, 40, now.minusSeconds(3_600));
        run.steps().otherRun("forsaken", 9, 40, now.minusSeconds(3_600));
    }

    /** Beside a run of which only files are left. */
    static PageTerms terms(Path folder) throws IOException {
        Path earlier = Files.createDirectories(folder.resolve("runs/earlier"));
        Files.writeString(
                earlier.resolve("metrics.jsonl"),
                "{\"step\":1,\"at\":\"2026-01-01T00:00:00Z\",\"skipped\":false,\"metrics\":{\"reward\":0.5}}\n");
        Files.writeString(
                earlier.resolve("config.yaml"),
                "learner:\n  lr: 0.0001\nkafka:\n  properties:\n    sasl.password: open\n");
        return PageTerms.in(folder.resolve("runs"))
                .among(new RunPresence("silent", true), new RunPresence("new", true));
    }
}
