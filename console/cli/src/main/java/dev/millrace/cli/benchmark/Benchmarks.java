package dev.millrace.cli.benchmark;

import dev.millrace.policy.dataset.DatasetPreset;
import dev.millrace.schemas.failure.UsageException;
import java.util.List;
import java.util.stream.Collectors;

/** The benchmarks whose files can be read. */
public final class Benchmarks {

    private static final List<Benchmark> ALL = List.of(
            new GenEval(),
            new Wise(),
            new GEdit(),
            new MathVerse(),
            new MathVista(),
            new PlainQuestions(DatasetPreset.MMK12),
            new PlainQuestions(DatasetPreset.GEOMETRY3K));

    private Benchmarks() {}

    /** All of them. */
    public static List<Benchmark> all() {
        return ALL;
    }

    /** @throws UsageException naming those there are, if there is none of that name */
    public static Benchmark named(String label) {
        return ALL.stream()
                .filter(benchmark -> benchmark.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no benchmark " + label + "; there are "
                        + ALL.stream().map(Benchmark::label).collect(Collectors.joining(", "))));
    }
}
