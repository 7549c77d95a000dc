package dev.millrace.policy.rollout;

/**
 * How it is measured how much tokens depend on the image.
 *
 * @param estimator how divergences are measured
 * @param views the views that are compared with the image
 */
public record DependencySettings(Divergence estimator, ViewSettings views) {}
