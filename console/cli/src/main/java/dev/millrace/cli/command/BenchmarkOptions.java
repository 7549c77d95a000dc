package dev.millrace.cli.command;

import dev.millrace.cli.benchmark.Benchmark;
import dev.millrace.cli.benchmark.Benchmarks;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.schemas.failure.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code evaluate --benchmark}. */
final class BenchmarkOptions {

    private static final Duration EVERY = Duration.ofSeconds(10);

    @Option(
            names = "--benchmark",
            arity = "2",
            paramLabel = "NAME FILE",
            description =
                    "Take a benchmark by its file, as it is published: geneval, wise, gedit, mathverse, mathvista, mmk12 or"
                            + " geometry3k. Answers and images go to the folder of --out in the form that its own scripts read.")
    private List<String> benchmark = new ArrayList<>();

    @Option(
            names = "--judge",
            paramLabel = "SCORER",
            description =
                    "With --benchmark: a declared scorer of the type llm_judge that judges answers or images. Default: answers"
                            + " are judged by the scorer math, images are not.")
    private @Nullable String judge;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "With --benchmark: only the first N rows of the file. Default: all")
    private @Nullable Integer most;

    boolean isAsked() {
        return !benchmark.isEmpty();
    }

    /** An option that means nothing where it stands is a mistake, and not passed over. */
    void check() {
        if (isAsked() && benchmark.size() != 2) {
            throw new UsageException("--benchmark takes one name and one file");
        }
        if (!isAsked() && (judge != null || most != null)) {
            throw new UsageException((judge != null ? "--judge" : "--most") + " goes with --benchmark");
        }
        if (most != null && most < 1) {
            throw new UsageException("--most must be at least 1, not " + most);
        }
    }

    /** @throws UsageException if there is none of that name */
    Benchmark benchmark() {
        return Benchmarks.named(benchmark.get(0));
    }

    Path file() {
        return Path.of(benchmark.get(1));
    }

    Optional<String> judge() {
        return Optional.ofNullable(judge);
    }

    int most() {
        return most == null ? Integer.MAX_VALUE : most;
    }

    /** Says now and then how far it is. */
    Evaluator.Progress progress(PrintWriter out, Clock clock) {
        return new Evaluator.Progress() {
            private Instant next = clock.instant().plus(EVERY);

            @Override
            public void done(int evaluated, int all) {
                if (!clock.instant().isBefore(next)) {
                    next = clock.instant().plus(EVERY);
                    out.println(evaluated + " of " + all + " rows");
                    out.flush();
                }
            }
        };
    }
}
