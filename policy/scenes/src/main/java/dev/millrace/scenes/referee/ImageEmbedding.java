package dev.millrace.scenes.referee;

/**
 * An image in the space of the dual encoder.
 *
 * @param patches one vector for each of its patches
 * @param whole one vector
 */
public record ImageEmbedding(VectorSet patches, VectorSet whole) {}
