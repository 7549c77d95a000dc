package dev.millrace.policy.scene;

/**
 * A question about a scene and what is expected.
 *
 * @param text the question, without the mark of its image
 * @param answer the one right answer, in digits or lower-case words
 */
public record Question(Category category, String text, String answer) {}
