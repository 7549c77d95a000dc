package dev.millrace.cli.models;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.weights.WeightAssembler;
import java.util.ArrayList;
import java.util.List;

/**
 * How large the versions of a policy in training are.
 *
 * @param what they are, in words
 * @param bytes of one
 * @param most largest that travels on the log with the settings, in bytes
 */
public record VersionRow(String what, long bytes, long most) {

    /** All rows; none where the family does not foresee it. */
    public static List<VersionRow> of(PolicyFamily family, ModelSource source, MillraceConfig settings, int rank) {
        ComputeSettings compute = settings.policy().compute();
        long most = settings.learner().weights().maxBytes();
        List<VersionRow> rows = new ArrayList<>();
        family.versionBytes(source, compute, new Adaptation.Full(true))
                .ifPresent(bytes -> rows.add(new VersionRow("whole weights", bytes, most)));
        family.versionBytes(source, compute, MemoryRow.adapter(rank, false))
                .ifPresent(bytes -> rows.add(new VersionRow("an adapter, rank " + rank, bytes, most)));
        return rows;
    }

    /** Which way it can go. */
    String way() {
        if (bytes <= most) {
            return "on the log, or in an object store";
        }
        return bytes <= WeightAssembler.LARGEST_MAX_BYTES
                ? "in an object store (kafka.store) only, or with a greater learner.weights.max_bytes"
                : "in an object store (kafka.store) only";
    }
}
