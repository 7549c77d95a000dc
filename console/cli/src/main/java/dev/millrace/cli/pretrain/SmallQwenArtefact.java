package dev.millrace.cli.pretrain;

import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.EvaluationTable;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.policy.answer.FinalAnswer;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.ShippedPolicy;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.scenes.qwen.SmallQwen;
import dev.millrace.scenes.qwen.SmallQwenTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A small Qwen2.5-VL that answers questions about drawn scenes, in the form of a folder of Hugging Face, and what it is worth. */
final class SmallQwenArtefact implements Artefact {

    private static final int HELD_OUT_SCENES = 420;
    private static final int LONGEST_ANSWER = 32;

    @Override
    public String name() {
        return ShippedPolicy.SMALL_QWEN.label();
    }

    @Override
    public void make(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        Path target = folder.resolve(name());
        PretrainingLines steps = new PretrainingLines(name(), config.steps(), report);
        try {
            new SmallQwenTraining(config, SmallQwen.shipped()).run(target, compute, steps::stepDone);
        } catch (InterruptedException e) {
            FolderFiles.delete(target);
            throw e;
        }
        report.accept("policy in " + target);
        EvaluationTable.of(evaluate(ModelSource.folder(target), compute)).forEach(report);
    }

    /** How it answers questions about scenes in the style that it is to be aligned to. */
    private static Evaluation evaluate(ModelSource made, ComputeSettings compute) {
        try (RolloutEngine engine = Policies.open(made, compute)) {
            Evaluator evaluator = new Evaluator(
                    (response, answer) -> FinalAnswer.of(response).matches(answer), LONGEST_ANSWER, List.of());
            return evaluator.evaluate(
                    engine, EvaluationItems.of(ScenePrompts.MANY_SIZES.heldOut(HELD_OUT_SCENES)), (done, all) -> {});
        }
    }
}
