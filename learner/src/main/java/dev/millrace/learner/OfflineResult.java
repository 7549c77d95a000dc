package dev.millrace.learner;

/**
 * What offline training came to.
 *
 * @param steps steps made, refused and empty ones included
 * @param weightsSha256 SHA-256 of the weights as the learner would publish them
 * @param groups groups that the steps were made of
 * @param trained trajectories that were trained
 * @param rejected trajectories that could not be
 */
public record OfflineResult(int steps, String weightsSha256, long groups, long trained, long rejected) {}
