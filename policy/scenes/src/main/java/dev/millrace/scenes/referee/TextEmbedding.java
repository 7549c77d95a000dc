package dev.millrace.scenes.referee;

/**
 * A prompt in the space of the dual encoder.
 *
 * @param keyWords one vector for each of its key words, digits and their colours; may be none
 * @param whole one vector
 */
public record TextEmbedding(VectorSet keyWords, VectorSet whole) {}
