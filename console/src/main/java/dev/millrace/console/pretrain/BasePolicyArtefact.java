package dev.millrace.console.pretrain;

import dev.millrace.console.config.MillraceConfig;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.pretrain.PretrainConfig;
import dev.millrace.policy.pretrain.Pretrainer;
import dev.millrace.policy.pretrain.SceneExamples;
import dev.millrace.policy.text.WordTokenizer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The policy that runs begin with: supervised pretraining on drawn scenes. */
final class BasePolicyArtefact implements Artefact {

    @Override
    public String name() {
        return "base";
    }

    @Override
    public void make(MillraceConfig settings, Path folder, Consumer<String> report) throws InterruptedException {
        PretrainConfig config = settings.pretrain();
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        PolicyConfig architecture = PolicyConfig.base(tokenizer.vocabularySize());
        SceneExamples examples = new SceneExamples(config.seed(), tokenizer, architecture);
        StepReport steps = new StepReport(name(), config.steps(), report);
        try (PolicyWeights weights = new Pretrainer(config, architecture, tokenizer.special())
                .run(examples, null, (step, loss, drawing, snapshot) -> steps.stepDone(step, loss))) {
            Path target = folder.resolve(name());
            SavedModel.of(weights).write(target);
            report.accept(
                    "policy in " + target + ", weights " + weights.digest().whole());
        }
    }
}
