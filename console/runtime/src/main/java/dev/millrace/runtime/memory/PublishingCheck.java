package dev.millrace.runtime.memory;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.StoreConfig;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.weights.WeightAssembler;
import java.util.OptionalLong;

/** Whether the versions of a policy in training can be brought to those who sample, looked at before it is loaded. */
public final class PublishingCheck {

    private PublishingCheck() {}

    /**
     * Refuses versions that are too large for the log where there is no object store.
     *
     * @param policy which may be missing here: nothing is refused then
     * @throws UsageException saying what would help, in one line
     */
    public static void require(ModelSource policy, MillraceConfig settings) {
        if (!policy.has(PolicyFamilies.CONFIG_FILE)
                || !settings.kafka().store().type().equals(StoreConfig.NO_STORE)) {
            return;
        }
        long most = settings.learner().weights().maxBytes();
        OptionalLong bytes = PolicyFamilies.found()
                .of(policy)
                .versionBytes(
                        policy,
                        settings.policy().compute(),
                        settings.learner().training().adaptation());
        if (bytes.isPresent() && bytes.getAsLong() > most) {
            throw new UsageException("a version of the weights of " + policy.describe("") + " has "
                    + Gigabytes.of(bytes.getAsLong()) + ", but without an object store learner.weights.max_bytes ("
                    + Gigabytes.of(most) + ") is the most; set kafka.store.type=folder and kafka.store.config.path to a"
                    + " folder that all processes of the run see, or learner.train=lora"
                    + (bytes.getAsLong() <= WeightAssembler.LARGEST_MAX_BYTES
                            ? ", or learner.weights.max_bytes=" + WeightAssembler.LARGEST_MAX_BYTES
                            : ""));
        }
    }
}
