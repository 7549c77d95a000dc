package dev.millrace.scenes.world;

/**
 * A response that a policy learns.
 *
 * @param seen its first part, which says what is seen and does not depend on the question
 * @param rest what the answer rests on, and the answer
 */
public record Told(String seen, String rest) {}
