package dev.millrace.models.mot;

import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.mot.checkpoint.CarriedAutoencoder;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.local.MotEngine;
import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.prompt.MotFormat;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** Mixture of modality experts: words, PNG images and 32-bit floats, in this process. */
public final class MotFamily implements PolicyFamily {

    @Override
    public String name() {
        return PolicyConfig.FAMILY;
    }

    @Override
    public PolicyDescription describe(ModelSource checkpoint) {
        return Architecture.describe(SavedModel.readConfig(checkpoint));
    }

    @Override
    public PromptFormat format(ModelSource checkpoint) {
        return new MotFormat(WordTokenizer.builtIn(), SavedModel.readConfig(checkpoint), ImageDecoder.PNG);
    }

    @Override
    public PolicyUpdate weights(ModelSource checkpoint, PolicyVersion version) {
        SavedModel model = SavedModel.read(checkpoint);
        return PolicyUpdate.full(
                version, name(), Architecture.toJson(model.config()), TensorEncoder.encode(model.tensors()));
    }

    @Override
    public RolloutEngine engine(ModelSource checkpoint, ComputeSettings compute) {
        start(compute);
        return new MotEngine(
                WordTokenizer.builtIn(),
                ImageDecoder.PNG,
                drawing -> CarriedAutoencoder.open(drawing, checkpoint),
                Clock.systemUTC());
    }

    /** It has no tower apart from the rest, and its linear layers take no adapters. */
    @Override
    public Optional<String> objection(ModelSource checkpoint, TrainingSettings settings) {
        if (settings.adaptation() instanceof Adaptation.LowRank) {
            return Optional.of("policies of family " + name() + " are trained whole; set learner.train to full");
        }
        return settings.adaptation().equals(Adaptation.FULL)
                ? Optional.empty()
                : Optional.of("policies of family " + name()
                        + " have no vision tower of their own; set learner.train_tower to false");
    }

    @Override
    public TrainablePolicy trainable(ModelSource checkpoint, ComputeSettings compute, TrainingSettings settings) {
        objection(checkpoint, settings).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        start(compute);
        return MotTrainable.open(
                SavedModel.read(checkpoint), WordTokenizer.builtIn().special(), ImageDecoder.PNG, settings);
    }

    private static void start(ComputeSettings compute) {
        if (compute.device().isGpu() || compute.effectivePrecision() != Precision.FLOAT32) {
            throw new IllegalArgumentException("policies of family " + PolicyConfig.FAMILY
                    + " are computed on the processor in float32, not on " + compute.device() + " in "
                    + compute.effectivePrecision().name().toLowerCase(Locale.ROOT)
                    + ": set policy.device to cpu and policy.precision to auto");
        }
        PolicyEngine.start(EngineSettings.of(compute));
    }
}
