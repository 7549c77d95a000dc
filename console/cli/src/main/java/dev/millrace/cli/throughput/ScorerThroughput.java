package dev.millrace.cli.throughput;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.OfflineScoring;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures scorers whose judging takes no time, from trajectories to the records of their scores, with all that guards a
 * call. Belongs to one thread.
 */
public final class ScorerThroughput {

    private static final List<String> FORMS = List.of("trl", "verl", "easyr1", "openrlhf", "millrace");
    private static final String NAME = "bench";

    private final String python;
    private final ThroughputGroups groups;
    private final int seconds;
    private final Path folder;

    /**
     * @param seconds how long each is measured, after a warm-up of as long
     * @param folder takes the functions
     */
    public ScorerThroughput(String python, ThroughputGroups groups, int seconds, Path folder) {
        this.python = python;
        this.groups = groups;
        this.seconds = seconds;
        this.folder = folder;
    }

    /**
     * Measures functions in Python of every form, and a server, each with one call at a time and with several.
     *
     * @param out takes lines for people as they come
     */
    public List<ThroughputRow> run(Consumer<String> out) throws IOException, InterruptedException {
        Path rewards = resource("instant.py");
        PlainLoop loop = new PlainLoop(python, resource("plain_loop.py"), rewards);
        List<Trajectory> trajectories = groups.trajectories();
        List<ThroughputRow> rows = new ArrayList<>();
        Consumer<ThroughputRow> add = row -> {
            rows.add(row);
            out.accept(row.line());
        };
        out.accept(ThroughputRow.HEADER);
        for (String form : FORMS) {
            double alone = loop.millis(form, groups, seconds);
            for (int parallelism = 1; parallelism <= 2; parallelism++) {
                double rate = rate(
                        trajectories,
                        "type=python",
                        "parallelism=" + parallelism,
                        "config.python=" + python,
                        "config.style=" + form,
                        "config.function=" + rewards + ":" + form);
                add.accept(new ThroughputRow("python " + form, parallelism, rate, alone));
            }
        }
        try (InstantServer server = new InstantServer()) {
            for (int parallelism : new int[] {1, 2, 8}) {
                double rate =
                        rate(trajectories, "type=http", "parallelism=" + parallelism, "config.url=" + server.url());
                add.accept(new ThroughputRow("http", parallelism, rate, null));
            }
        }
        return List.copyOf(rows);
    }

    private double rate(List<Trajectory> trajectories, String... declaration) throws InterruptedException {
        List<String> settings = new ArrayList<>();
        for (String each : declaration) {
            settings.add("scorers." + NAME + "." + each);
        }
        MillraceConfig config = MillraceConfig.loader().load(Optional.empty(), settings);
        ScorerConfig declared = config.declared(NAME);
        Clock clock = Clock.systemUTC();
        ScorerContext context = new ScorerContext(NAME, new LoggedImages(EncodedImages.NONE), clock);
        try (OfflineScoring scoring = new OfflineScoring(
                ScorerTypes.found().make(NAME, declared, context), declared, config.scorer(), clock)) {
            measure(scoring, trajectories); // warm up
            return measure(scoring, trajectories);
        }
    }

    private double measure(OfflineScoring scoring, List<Trajectory> trajectories) throws InterruptedException {
        long begin = System.nanoTime();
        long until = begin + seconds * 1_000_000_000L;
        long scored = 0;
        while (System.nanoTime() - until < 0) {
            for (Score score : scoring.score(trajectories)) {
                if (score.getOutcome() != ScoreOutcome.SCORED) {
                    throw new IllegalStateException("a sample was not scored: " + score.getCause());
                }
            }
            scored += trajectories.size();
        }
        return scored / ((System.nanoTime() - begin) / 1e9);
    }

    private Path resource(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = ScorerThroughput.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            Files.copy(in, file);
        }
        return file;
    }
}
