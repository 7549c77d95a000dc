package dev.millrace.cli.benchmark;

import dev.millrace.policy.dataset.DatasetEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A benchmark of questions that are answered in text. */
non-sealed interface QuestionBenchmark extends Benchmark {

    /** What a row asks, and what is right. */
    BenchmarkQuestion question(DatasetEntry row);

    /**
     * Writes answers as the benchmark's own scripts read them.
     *
     * @param folder that is there
     * @return what was written, and what reads it, in one line
     */
    String write(Path folder, List<BenchmarkAnswer> answers) throws IOException;

    @Override
    default boolean countsCategories() {
        return false;
    }
}
