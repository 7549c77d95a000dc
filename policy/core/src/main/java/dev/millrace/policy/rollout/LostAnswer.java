package dev.millrace.policy.rollout;

/**
 * An answer of a group that there is not.
 *
 * @param index in the group
 * @param cause in a word, as it is counted
 * @param detail in a sentence
 */
public record LostAnswer(int index, String cause, String detail) {}
