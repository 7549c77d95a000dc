package dev.millrace.learner.step;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.weights.NonFiniteTensorException;
import dev.millrace.policy.weights.PolicyUpdate;

/** What a step has made of the weights. Stateless; for the thread that trains. */
public final class TrainedWeights {

    private TrainedWeights() {}

    /**
     * The weights as they are now, encoded.
     *
     * @param version whose they are
     * @throws NonFiniteWeightsException naming the tensor that is not finite
     */
    public static PolicyUpdate of(TrainablePolicy policy, int version) {
        try {
            return policy.update(new PolicyVersion(version));
        } catch (NonFiniteTensorException e) {
            throw new NonFiniteWeightsException("weights are not finite after the step: " + e.getMessage()
                    + ". They were not published; lower learner.optimizer.lr and start again from a checkpoint");
        }
    }
}
