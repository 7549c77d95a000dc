package dev.millrace.policy.family;

import dev.millrace.policy.safetensors.TensorType;

/**
 * The form of an exported policy.
 *
 * @param type floats of its weights
 * @param merged whether an adapter is added to its base, so that whole weights come out; else it stays an adapter
 */
public record ExportForm(TensorType type, boolean merged) {

    /** @throws IllegalArgumentException if weights are not written in this type */
    public ExportForm {
        if (type != TensorType.F32 && type != TensorType.BF16) {
            throw new IllegalArgumentException("weights are written as F32 or BF16, not " + type);
        }
    }
}
