package dev.millrace.workers.engines.ask;

/**
 * A run of tokens that were drawn by the same weights.
 *
 * @param label of the weights, in the server's word
 * @param begin first token
 * @param end behind the last token
 */
public record WeightSpan(String label, int begin, int end) {}
