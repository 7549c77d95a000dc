package dev.millrace.policy.family;

import dev.millrace.policy.safetensors.TensorType;
import java.util.Optional;

/**
 * The form of an exported policy.
 *
 * @param type floats of its weights, F32 or BF16; empty for the type that its files have
 * @param merged whether an adapter is added to its base, so that whole weights come out; else it stays an adapter
 */
public record ExportForm(Optional<TensorType> type, boolean merged) {

    /** @throws IllegalArgumentException if weights are not written in this type */
    public ExportForm {
        type.filter(asked -> asked != TensorType.F32 && asked != TensorType.BF16)
                .ifPresent(asked -> {
                    throw new IllegalArgumentException("weights are written as F32 or BF16, not " + asked);
                });
    }
}
