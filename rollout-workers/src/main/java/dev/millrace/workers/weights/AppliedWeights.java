package dev.millrace.workers.weights;

import dev.millrace.models.mot.model.PolicyWeights;
import java.time.Instant;

/**
 * Weights that are served, with what their manifest says that others go by.
 *
 * @param weights owned by whoever holds this
 * @param settledGroups groups that the learner had trained or dropped when it made them
 * @param publishedAt when the learner published them
 */
public record AppliedWeights(PolicyWeights weights, long settledGroups, Instant publishedAt) {}
