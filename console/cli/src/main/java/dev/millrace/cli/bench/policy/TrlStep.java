package dev.millrace.cli.bench.policy;

import dev.millrace.cli.evaluate.ItemInput;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Vocabulary;
import dev.millrace.policy.text.WordTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One whole step of GRPO of the size of {@code trl_step.py}: 8 prompts of 32 words, 8 answers of at most 64 to each, a random policy
 * of 4 layers that are 256 wide, no distance to a reference. What they are asked makes no difference, only how much.
 */
final class TrlStep {

    static final int PROMPTS = 8;
    private static final int GROUP = 8;
    private static final int GIVEN = 32;
    private static final int MOST = 64;

    /** Numbers, of which each is one token. */
    private static final int FIRST_WORD = 10;

    private static final int WORDS = 40;

    private TrlStep() {}

    /** Writes the policy into a folder. */
    static void writePolicy(Path folder) {
        PolicyConfig config = PolicyConfig.answering(
                4, 256, 4, 688, 32, 8, 3, WordTokenizer.builtIn().vocabularySize(), 2 * GIVEN, MOST, false);
        try (PolicyWeights weights = PolicyWeights.initialize(config, 1)) {
            SavedModel.of(weights).write(folder);
        }
    }

    /** How it is trained. */
    static List<String> settings(Path folder) {
        return List.of(
                "policy.checkpoint=" + folder, "learner.objective.kl_beta=0", "learner.micro_batch_groups=" + PROMPTS);
    }

    /** The prompts, and what is answered to them. */
    static DemoBatch sample(RolloutEngine engine) {
        Vocabulary vocabulary = Vocabulary.builtIn();
        List<RolloutRequest> requests = new ArrayList<>();
        for (int prompt = 0; prompt < PROMPTS; prompt++) {
            List<String> words = new ArrayList<>();
            for (int word = 0; word < GIVEN; word++) {
                words.add(vocabulary.word(FIRST_WORD + (prompt * 7 + word) % WORDS));
            }
            requests.add(new RolloutRequest(
                    ItemInput.of(engine.format(), "p" + prompt, Optional.empty(), String.join(" ", words), List.of()),
                    prompt));
        }
        return new DemoBatch(
                requests,
                engine.sample(requests, new SamplingSettings(GROUP, 1, MOST), Optional.empty())
                        .groups());
    }
}
