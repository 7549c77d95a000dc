package dev.millrace.runtime.role;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.text.TokenText;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.PolicySource;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.workers.EngineConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies by the names that commands and settings have for them, and what their families make of them.
 *
 * <p>Whatever reads a policy's files throws a {@link CheckpointException} if one is missing, truncated or malformed, or is
 * of a family that is not here.
 */
public final class Policies {

    private static final Logger log = LoggerFactory.getLogger(Policies.class);

    /** The file by which a folder is known as an adapter of peft. */
    private static final String ADAPTER = "adapter_config.json";

    private Policies() {}

    /** The policy a run begins with; errors as {@link #find(String)}. */
    public static ModelSource find(PolicySource source) {
        return limited(find(source.checkpoint()), source);
    }

    /** Its files, for what reads few of them or none; see {@link #files(String)}. */
    public static ModelSource files(PolicySource source) {
        ModelSource files = files(source.checkpoint());
        return files.has(PolicyFamilies.CONFIG_FILE) ? limited(files, source) : files;
    }

    /** A policy with the limits of images that settings say. */
    public static ModelSource limited(ModelSource policy, PolicySource source) {
        return source.limitsImages()
                ? family(policy).withImageLimits(policy, source.minPixels(), source.maxPixels())
                : policy;
    }

    /** A policy as what samples it predicts: an inference server knows of no ids that are never said. */
    public static ModelSource sampledBy(EngineConfig engine, ModelSource policy) {
        return engine.samplesHere() || !policy.has(PolicyFamilies.CONFIG_FILE)
                ? policy
                : family(policy).withWholeVocabulary(policy);
    }

    /**
     * A policy by name.
     *
     * @param name of one that ships with Millrace, the folder of a checkpoint, or a folder of checkpoints, whose newest is
     *     meant
     * @throws UsageException if there is no such folder
     */
    public static ModelSource find(String name) {
        if (ShippedPolicy.named(name).isEmpty() && !Files.isDirectory(Path.of(name))) {
            throw new UsageException("there is no checkpoint folder " + name
                    + "; give a folder, or the name of a policy that ships with Millrace: " + ShippedPolicy.names());
        }
        return files(name);
    }

    /**
     * A policy by name. One that is an adapter is applied to the policy of the settings, where these name one; else to the base
     * that it names itself.
     *
     * @throws UsageException if there is no such folder
     */
    public static ModelSource find(String name, PolicySource settings) {
        ModelSource found = find(name);
        return found.has(ADAPTER) && !settings.checkpoint().equals(PolicySource.BASE)
                ? ModelSource.layered(found, find(settings))
                : found;
    }

    /**
     * The files of a policy by name, for what reads few of them or none: that they are missing shows when one is read.
     *
     * @param name as in {@link #find(String)}
     */
    public static ModelSource files(String name) {
        return ShippedPolicy.named(name).map(ShippedPolicy::files).orElseGet(() -> inFolder(Path.of(name)));
    }

    private static ModelSource inFolder(Path folder) {
        return ModelSource.folder(new CheckpointStore(folder, 2).newest().orElse(folder));
    }

    /**
     * The newest checkpoint of a run.
     *
     * @throws UsageException if there is none
     */
    public static ModelSource newest(Path checkpoints) {
        Path newest = new CheckpointStore(checkpoints, 2)
                .newest()
                .orElseThrow(() -> new UsageException("there is no checkpoint in " + checkpoints));
        return ModelSource.folder(newest);
    }

    /** What a policy is. */
    public static PolicyDescription describe(ModelSource policy) {
        return family(policy).describe(policy);
    }

    /** How prompts are written for a policy. */
    public static PromptFormat format(ModelSource policy) {
        return family(policy).format(policy);
    }

    /** An engine that serves nothing before its first update; the caller closes it. */
    public static RolloutEngine engine(ModelSource policy, ComputeSettings compute) {
        return family(policy).engine(policy, compute);
    }

    /** An engine that serves a policy as version 0; the caller closes it. */
    public static RolloutEngine open(ModelSource policy, ComputeSettings compute) {
        PolicyFamily family = family(policy);
        RolloutEngine engine = engine(policy, compute);
        try {
            engine.apply(family.weights(policy, PolicyVersion.INITIAL));
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /**
     * What a learner opens its policy with, when it begins and whenever it begins anew: what was read stays, as the
     * checkpoint may be one that its run deletes meanwhile.
     */
    public static Function<TrainingSettings, TrainablePolicy> trainable(ModelSource policy, ComputeSettings compute) {
        ModelSource held = ModelSource.held(policy);
        return settings -> family(held).trainable(held, compute, settings);
    }

    /**
     * Refuses what the policy's family cannot train, before anything starts. A policy that is not there is not looked at: that
     * it is missing is said where it is read.
     *
     * @throws UsageException saying why in one line
     */
    public static void requireTrainable(PolicySource source, TrainingSettings settings) {
        ModelSource policy = files(source.checkpoint());
        if (!policy.has(PolicyFamilies.CONFIG_FILE)) {
            return;
        }
        family(policy).objection(policy, settings).ifPresent(reason -> {
            throw new UsageException(reason);
        });
    }

    /**
     * Refuses a policy that cannot measure answers of servers in the worker, where that is asked for. One that is not there is not
     * looked at.
     *
     * @throws UsageException saying why in one line
     */
    public static void requireMeasurable(MillraceConfig config) {
        ModelSource policy = files(config.policy().checkpoint());
        if (config.measuresInWorkers()
                && policy.has(PolicyFamilies.CONFIG_FILE)
                && !describe(policy).can(Ability.MEASURES_GIVEN_ANSWERS)) {
            throw new UsageException("worker.dependency.by is local, but policies of family "
                    + family(policy).name() + " measure no answers that were sampled elsewhere; set it to engine");
        }
    }

    /** How tokens of a run are shown: as its policy writes them, or as ids where that is not at hand. */
    public static TokenText text(PolicySource source) {
        ModelSource policy = files(source);
        try {
            return family(policy).format(policy);
        } catch (CheckpointException e) {
            log.atWarn().setCause(e).log("tokens are shown as ids, since policy.checkpoint cannot be read");
            return TokenText.ids();
        }
    }

    private static PolicyFamily family(ModelSource policy) {
        return PolicyFamilies.found().of(policy);
    }
}
