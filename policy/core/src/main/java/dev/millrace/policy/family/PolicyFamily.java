package dev.millrace.policy.family;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An architecture with its formats: all that can be made of a checkpoint of this family. Implementations have a public
 * constructor without parameters, no state, and stand in {@code META-INF/services} of their jar.
 *
 * <p>Whatever reads a checkpoint throws a {@link dev.millrace.policy.checkpoint.CheckpointException} for a file that is
 * missing, truncated or malformed.
 */
public interface PolicyFamily {

    /** The family's name, as the key {@code family} in {@code config.json} of its checkpoints: lower case, for instance {@code mot}. */
    String name();

    /**
     * Words in {@code model_type} of {@code config.json} by which checkpoints of this family are known too: those of others, who
     * do not name a family of ours.
     */
    default Set<String> modelTypes() {
        return Set.of();
    }

    /** What the policy of a checkpoint is. */
    PolicyDescription describe(ModelSource checkpoint);

    /** How prompts are written for the policy of a checkpoint; the caller closes it. */
    PromptFormat format(ModelSource checkpoint);

    /** How servers of others are asked for the policy of a checkpoint; empty if no server serves this family. */
    default Optional<ServedForm> served(ModelSource checkpoint) {
        return Optional.empty();
    }

    /** The weights of a checkpoint, as an engine takes them. */
    PolicyUpdate weights(ModelSource checkpoint, PolicyVersion version);

    /**
     * An engine in this process; the caller closes it. It serves nothing before its first update, which also says the
     * architecture: it may be another than the checkpoint's.
     *
     * @param checkpoint gives what updates lack, such as the frozen parts of a policy
     */
    RolloutEngine engine(ModelSource checkpoint, ComputeSettings compute);

    /**
     * An engine in this process that serves the policy of a checkpoint as version 0; the caller closes it. A family may read the
     * weights from where they lie to where they stay, and so spare what an update of them would take.
     *
     * @throws dev.millrace.policy.weights.NonFiniteTensorException naming the tensor that is not finite
     */
    default RolloutEngine serving(ModelSource checkpoint, ComputeSettings compute) {
        RolloutEngine engine = engine(checkpoint, compute);
        try {
            engine.apply(weights(checkpoint, PolicyVersion.INITIAL));
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /**
     * Why the policy of a checkpoint cannot be trained so, in one line; empty if it can. Looks at settings and small files
     * only, so that it is asked before anything starts.
     */
    Optional<String> objection(ModelSource checkpoint, TrainingSettings settings);

    /**
     * The policy of a checkpoint, ready to be trained; the caller closes it.
     *
     * @throws IllegalArgumentException with {@link #objection} if this family does not train so
     */
    TrainablePolicy trainable(ModelSource checkpoint, ComputeSettings compute, TrainingSettings settings);

    /**
     * A checkpoint whose images are made of other sizes than it says.
     *
     * @param minPixels area below which an image is enlarged; 0 for what the checkpoint says
     * @param maxPixels area above which an image is shrunk; 0 for what the checkpoint says
     * @throws IllegalArgumentException if images of this family have no such limits
     */
    default ModelSource withImageLimits(ModelSource checkpoint, int minPixels, int maxPixels) {
        throw new IllegalArgumentException("images of policies of family " + name()
                + " have their own size: policy.min_pixels and policy.max_pixels must be 0");
    }

    /**
     * A checkpoint whose policy predicts every id that it has: as inference servers compute it, who know of none that is never
     * said. What they sampled is learnt with such a one.
     */
    default ModelSource withWholeVocabulary(ModelSource checkpoint) {
        return checkpoint;
    }

    /** What a checkpoint is, in more words than {@link #describe} has; empty if this family has none. */
    default Optional<CheckpointFacts> inspect(ModelSource checkpoint) {
        return Optional.empty();
    }

    /** The memory that the policy of a checkpoint will take, on its device; empty if this family does not foresee it. */
    default Optional<MemoryForecast> memory(ModelSource checkpoint, ComputeSettings compute, Workload work) {
        return Optional.empty();
    }

    /**
     * Bytes of a version that the policy of a checkpoint is published as while it is trained; empty if this family does not foresee
     * it. Looks at small files only.
     */
    default OptionalLong versionBytes(ModelSource checkpoint, ComputeSettings compute, Adaptation adaptation) {
        return OptionalLong.empty();
    }

    /** Tokens of a prompt that an image of this area takes at least; 0 if that does not depend on it, or is not foreseen. */
    default int imageTokens(ModelSource checkpoint, int pixels) {
        return 0;
    }

    /**
     * A checkpoint in the form in which others read policies of this family.
     *
     * @return contents by file name
     * @throws IllegalArgumentException saying why in one line, if this family or checkpoint has no such form
     */
    default Map<String, FileContents> export(ModelSource checkpoint, ExportForm form) {
        throw new IllegalArgumentException("policies of family " + name()
                + " are read by Millrace only; there is no other form to export them in");
    }

    /**
     * A version as files that inference servers load into the policy of this checkpoint: an adapter, or all weights.
     *
     * @return contents by file name; writing one throws an {@link dev.millrace.policy.weights.UpdateException} if the version is
     *     damaged
     * @throws IllegalArgumentException saying why in one line, if there are no servers for this family, or not for such versions
     */
    default Map<String, FileContents> servable(ModelSource checkpoint, PolicyUpdate update) {
        throw new IllegalArgumentException("policies of family " + name()
                + " are sampled in a worker only; no inference server knows them: worker.engine.type must be local");
    }
}
