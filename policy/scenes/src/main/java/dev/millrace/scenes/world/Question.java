package dev.millrace.scenes.world;

/**
 * A question about a scene and what is expected.
 *
 * @param text the question, without the mark of its image
 * @param evidence what of the scene the answer rests on, {@code 5 blue} for the colour of the 5; empty where it rests on
 *     the whole scene
 * @param answer the one right answer, in digits or lower-case words
 */
public record Question(Category category, String text, String evidence, String answer) {}
