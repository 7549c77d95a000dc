package dev.millrace.workers.engines.http;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.workers.engines.weights.ToyVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policy that the stand-in for servers has: its ids are bytes. It is sampled at servers only. */
public final class BytesFamily implements PolicyFamily {

    public static final String NAME = "bytes";

    /** A checkpoint of it, in a folder. */
    public static EngineContext context(Path folder) {
        try {
            Files.writeString(folder.resolve("config.json"), "{\"family\": \"" + NAME + "\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EngineContext(ModelSource.folder(folder), new ComputeSettings(1));
    }

    /** A version that changes nothing. */
    static PolicyUpdate version(long version) {
        EncodedTensors none = TensorEncoder.encode(Map.of());
        return PolicyUpdate.full(new PolicyVersion(version), NAME, "{}", none);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PolicyDescription describe(ModelSource checkpoint) {
        return new PolicyDescription(NAME, "{}", BytesFormat.VOCABULARY, 1_000, 1_000, Set.of(Ability.SEES_ANY_SIZE));
    }

    @Override
    public PromptFormat format(ModelSource checkpoint) {
        return new BytesFormat();
    }

    @Override
    public Optional<ServedForm> served(ModelSource checkpoint) {
        return Optional.of(new BytesServed());
    }

    @Override
    public Map<String, FileContents> servable(ModelSource checkpoint, PolicyUpdate update) {
        return ToyVersions.files(update);
    }

    @Override
    public PolicyUpdate weights(ModelSource checkpoint, PolicyVersion version) {
        return version(version.value());
    }

    @Override
    public RolloutEngine engine(ModelSource checkpoint, ComputeSettings compute) {
        throw new IllegalStateException("it is sampled at servers only");
    }

    @Override
    public Optional<String> objection(ModelSource checkpoint, TrainingSettings settings) {
        return Optional.of("it is not trained");
    }

    @Override
    public TrainablePolicy trainable(ModelSource checkpoint, ComputeSettings compute, TrainingSettings settings) {
        throw new IllegalArgumentException("it is not trained");
    }
}
