package dev.millrace.models.mot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.LoadBalance;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.training.CarriedLoss;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The load-balancing loss of a mixture of experts beside any other loss, weighed by each batch's share in its step; nothing
 * for a policy without a mixture. For one thread.
 */
final class ExpertBalance {

    /** How metrics name it. */
    private static final String LOSS = "load_balance";

    private final boolean isMixture;
    private double sum;

    ExpertBalance(PolicyConfig config) {
        this.isMixture = config.mixture() != null;
    }

    /** A forward pass whose routers report. */
    Gathering begin(Transformer policy, double share) {
        return isMixture ? new Gathering(policy, new LoadBalance(), share) : new Gathering(policy, null, share);
    }

    /** What was gathered since the last step. */
    Map<String, Double> losses() {
        return isMixture ? Map.of(LOSS, sum) : Map.of();
    }

    void clear() {
        sum = 0;
    }

    /** One forward pass. */
    final class Gathering {

        private final Transformer policy;
        private final @Nullable LoadBalance balance;
        private final double share;

        private Gathering(Transformer policy, @Nullable LoadBalance balance, double share) {
            this.policy = balance == null ? policy : policy.reportingTo(balance);
            this.balance = balance;
            this.share = share;
        }

        Transformer policy() {
            return policy;
        }

        /** Carries the balance of the pass beside a loss. */
        CarriedLoss beside(CarriedLoss loss, NDManager manager) {
            LoadBalance gathered = balance;
            if (gathered == null) {
                return loss;
            }
            NDArray own = gathered.loss(manager);
            sum += share * own.getFloat();
            return loss.beside(TensorOps.scale(own, LoadBalance.WEIGHT * share));
        }
    }
}
