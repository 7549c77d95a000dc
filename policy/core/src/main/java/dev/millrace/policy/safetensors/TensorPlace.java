package dev.millrace.policy.safetensors;

/**
 * Where a tensor lies in a file.
 *
 * @param begin its first byte, counted from the beginning of the file
 */
public record TensorPlace(TensorForm form, long begin) {}
