package dev.millrace.cli.pretrain;

import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.runtime.role.ShippedPolicy;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.scenes.qwen.SmallQwen;
import dev.millrace.scenes.qwen.SmallQwenTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A small Qwen2.5-VL that answers questions about drawn scenes, in the form of a folder of Hugging Face. */
final class SmallQwenArtefact implements Artefact {

    @Override
    public String name() {
        return ShippedPolicy.SMALL_QWEN.label();
    }

    @Override
    public void make(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        Path target = folder.resolve(name());
        PretrainingLines steps = new PretrainingLines(name(), config.steps(), report);
        new SmallQwenTraining(config, SmallQwen.shipped()).run(target, compute, steps::stepDone);
        report.accept("policy in " + target);
    }
}
