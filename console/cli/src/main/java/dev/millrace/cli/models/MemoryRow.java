package dev.millrace.cli.models;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.memory.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The memory of one thing that can be done with a policy.
 *
 * @param what the work, in words
 * @param precision how weights are held
 * @param forecast its memory
 */
public record MemoryRow(String what, Precision precision, MemoryForecast forecast) {

    /** All rows; none where the family does not foresee its memory. */
    public static List<MemoryRow> of(
            PolicyFamily family, ModelSource source, MillraceConfig settings, int promptTokens, int rank) {
        Workload.Sampling sampling = Workloads.sampling(settings, promptTokens);
        Workload.Training full = Workloads.training(settings, promptTokens);
        List<Row> rows = List.of(
                new Row(
                        "sampling, whole weights come",
                        new Workload.Sampling(
                                sampling.sequences(), sampling.promptTokens(), sampling.answerTokens(), true)),
                new Row(
                        "sampling, adapters come",
                        new Workload.Sampling(
                                sampling.sequences(), sampling.promptTokens(), sampling.answerTokens(), false)),
                new Row(
                        "measuring for servers, whole weights come",
                        measuring(settings, promptTokens, Adaptation.FULL)),
                new Row(
                        "measuring for servers, adapters come",
                        measuring(settings, promptTokens, adapter(rank, false))),
                new Row("training all weights", training(full, new Adaptation.Full(true))),
                new Row("training all but the tower", training(full, Adaptation.FULL)),
                new Row("training an adapter, rank " + rank, training(full, adapter(rank, false))),
                new Row("training one of the tower too, rank " + rank, training(full, adapter(rank, true))));
        List<MemoryRow> table = new ArrayList<>();
        for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
            ComputeSettings compute = new ComputeSettings(settings.policy().threads(), device(settings), precision);
            for (Row row : rows) {
                Optional<MemoryForecast> forecast = family.memory(source, compute, row.work());
                forecast.ifPresent(found -> table.add(new MemoryRow(row.what(), precision, found)));
            }
        }
        return table;
    }

    private record Row(String what, Workload work) {}

    private static Workload measuring(MillraceConfig settings, int promptTokens, Adaptation adaptation) {
        Workload.Measuring measuring = Workloads.measuring(settings, promptTokens);
        return new Workload.Measuring(
                measuring.sequences(),
                measuring.promptTokens(),
                measuring.answerTokens(),
                measuring.versions(),
                adaptation);
    }

    private static ComputeDevice device(MillraceConfig settings) {
        return settings.policy().compute().device();
    }

    private static Adaptation adapter(int rank, boolean tower) {
        return new Adaptation.LowRank(rank, 2.0 * rank, false, List.of(Adaptation.LowRank.ALL_LINEAR), tower, 0);
    }

    private static Workload training(Workload.Training full, Adaptation adaptation) {
        return new Workload.Training(
                full.prompts(),
                full.sequences(),
                full.promptTokens(),
                full.answerTokens(),
                adaptation,
                full.reference(),
                full.recompute());
    }

    /** The precision as a setting. */
    String precisionName() {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
