package dev.millrace.cli.benchmark;

import dev.millrace.cli.data.Datasets;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.EntryCheck;
import dev.millrace.policy.dataset.RowFault;
import dev.millrace.runtime.config.MillraceConfig;
import java.nio.file.Path;
import java.util.List;

/** The rows of a benchmark's file. */
public final class BenchmarkRows {

    private BenchmarkRows() {}

    /**
     * Reads them, by the columns of the benchmark unless {@code data.preset} names others.
     *
     * @param file JSON lines, JSON, Parquet, or a text with tabs
     * @param skipBad whether wrong rows are left out
     * @param most at most so many, from the first on
     * @throws dev.millrace.policy.dataset.DatasetException naming file and row of what is wrong
     */
    public static List<DatasetEntry> read(
            MillraceConfig settings, ModelSource policy, Benchmark benchmark, Path file, boolean skipBad, int most) {
        EntryCheck own = row -> benchmark.flaw(row).map(flaw -> new EntryCheck.Refusal(RowFault.MALFORMED, flaw));
        List<DatasetEntry> rows = Datasets.toJudge(
                        settings, settings.data().readAs(benchmark.preset()), policy, file, skipBad, own)
                .entries();
        return rows.subList(0, Math.min(most, rows.size()));
    }
}
