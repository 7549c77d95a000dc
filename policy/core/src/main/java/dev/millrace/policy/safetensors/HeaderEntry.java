package dev.millrace.policy.safetensors;

/**
 * What the header says of one tensor.
 *
 * @param begin first byte, counted from the end of the header
 * @param end the byte after its last
 */
record HeaderEntry(String name, TensorForm form, long begin, long end) {}
