package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adapters of small models of random weights, and what is done with them in more than one test. */
final class QwenAdapters {

    static final ComputeSettings COMPUTE = new ComputeSettings(1);
    static final EncodedImage IMAGE = TinyQwen.image(60, 40, 1);
    static final Adaptation.LowRank ADAPTER =
            new Adaptation.LowRank(2, 4, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 7);
    static final SamplingSettings SAMPLING = new SamplingSettings(4, 0.7, 9);

    private QwenAdapters() {}

    static TrainingSettings settings(Adaptation adaptation) {
        return new TrainingSettings(AdamWSettings.DEFAULT, 1.0, true, false, adaptation, true);
    }

    static PolicyInput input(ModelSource base, String text) {
        List<EncodedImage> images = text.contains("<image>") ? List.of(IMAGE) : List.of();
        return PolicyFamilies.found().of(base).format(base).encode(text, images).orThrow();
    }

    static SampledGroup sample(RolloutEngine engine, PolicyInput input) {
        return engine.sample(List.of(new RolloutRequest(input, 11)), SAMPLING, Optional.empty())
                .groups()
                .get(0);
    }

    static float[] sampled(SampledGroup group) {
        List<Float> all = new ArrayList<>();
        group.answers().forEach(answer -> {
            for (int i = 0; i < answer.logProbs().length(); i++) {
                all.add(answer.logProbs().at(i));
            }
        });
        float[] values = new float[all.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = all.get(i);
        }
        return values;
    }

    static AnswerBatch batch(PolicyInput input, double temperature) {
        return batch(input, temperature, List.of(Tokens.of(65, 66, 258), Tokens.of(67, 258)));
    }

    static AnswerBatch batch(PolicyInput input, double temperature, List<Tokens> answers) {
        return new AnswerBatch(List.of(new AnswerBatch.Group(input, Optional.empty(), answers)), temperature, 1);
    }

    /** What the policy says of answers; nothing is carried back. */
    static float[] logProbs(TrainablePolicy policy, AnswerBatch batch) {
        List<float[]> seen = new ArrayList<>();
        var unused = policy.accumulate(batch, values -> {
            seen.add(values.logProbs().clone());
            return new TokenLoss.Slopes(0, new float[values.size()], null, null);
        });
        return seen.get(0);
    }

    /** A step that makes the answers likelier. */
    static void step(TrainablePolicy policy, AnswerBatch batch) {
        var unused = policy.accumulate(batch, values -> {
            float[] by = new float[values.size()];
            float sum = 0;
            for (int i = 0; i < by.length; i++) {
                by[i] = -1f / by.length;
                sum -= values.logProbs()[i] / by.length;
            }
            return new TokenLoss.Slopes(sum, by, null, null);
        });
        assertThat(policy.step(1e-2)).isInstanceOf(StepOutcome.Applied.class);
    }

    static void write(Map<String, FileContents> files, Path folder) throws IOException {
        for (Map.Entry<String, FileContents> file : files.entrySet()) {
            try (var out = FileChannel.open(
                    folder.resolve(file.getKey()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                file.getValue().writeTo(out::write);
            }
        }
    }
}
