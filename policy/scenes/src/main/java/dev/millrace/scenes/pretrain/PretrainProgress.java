package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.model.PolicyWeights;
import java.util.function.Supplier;

/** Hears of each step, on the training thread. */
@FunctionalInterface
public interface PretrainProgress {

    /**
     * A step is done.
     *
     * @param step steps done, from 1
     * @param answering weighted mean cross-entropy per response token of this step's batch, in nat
     * @param drawing mean squared error of the velocity; 0 if nothing is drawn
     * @param weights makes a copy of the weights as they are now, which the caller closes
     */
    void stepDone(int step, double answering, double drawing, Supplier<PolicyWeights> weights);
}
