package dev.millrace.cli.benchmark;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import java.util.Locale;
import java.util.Optional;

/** A benchmark of others whose files can be read. Implementations are stateless. */
public sealed interface Benchmark permits QuestionBenchmark, ImageBenchmark {

    /** The columns of its files. */
    DatasetPreset preset();

    /** What people call it on a command line: the name of its columns. */
    default String label() {
        return preset().name().toLowerCase(Locale.ROOT);
    }

    /** What is wrong with a row that can be read; empty if nothing is. */
    Optional<String> flaw(DatasetEntry row);

    /** Whether its overall result is the mean of its categories, and not of its rows. */
    boolean countsCategories();
}
