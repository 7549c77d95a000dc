package dev.millrace.runtime.role;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.WeightAverage;
import dev.millrace.runtime.config.PolicySource;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The policy whose weights are the mean of a run's last checkpoints. */
public final class AveragedPolicy {

    private AveragedPolicy() {}

    /**
     * An engine that serves it; the caller closes it.
     *
     * @param folder of checkpoints
     * @param count how many of the newest
     * @throws UsageException if there are fewer, or they have no mean
     */
    public static RolloutEngine open(Path folder, int count, PolicySource settings) {
        List<Path> all = new CheckpointStore(folder, 2).list();
        if (all.size() < count) {
            throw new UsageException(folder + " holds " + all.size() + " checkpoints, fewer than the " + count
                    + " of --average; give a folder of checkpoints, and let learner.checkpoint.keep keep as many");
        }
        List<Path> newest = all.subList(all.size() - count, all.size());
        ModelSource last = Policies.limited(ModelSource.folder(newest.get(count - 1)), settings);
        PolicyFamily family = PolicyFamilies.found().of(last);
        List<PolicyUpdate> versions = new ArrayList<>();
        for (Path checkpoint : newest) {
            versions.add(family.weights(
                    ModelSource.folder(checkpoint),
                    new PolicyVersion(CheckpointStore.state(checkpoint).version())));
        }
        RolloutEngine engine = family.engine(last, settings.compute());
        try {
            engine.apply(WeightAverage.of(versions));
            return engine;
        } catch (UpdateException e) {
            engine.close();
            throw new UsageException("--average of " + folder + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }
}
