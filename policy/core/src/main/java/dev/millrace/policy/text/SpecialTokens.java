package dev.millrace.policy.text;

/**
 * The ids with a meaning to the model rather than to the reader.
 *
 * @param pad fills the end of shorter rows; never predicted, never attended to
 * @param endOfSequence ends a response
 * @param answer begins a response: the input from which its first token is predicted
 * @param unknown stands for a word outside the vocabulary
 * @param image marks in a prompt's text where an image is meant
 */
public record SpecialTokens(int pad, int endOfSequence, int answer, int unknown, int image) {}
