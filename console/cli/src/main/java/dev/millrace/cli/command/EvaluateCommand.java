package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.data.Datasets;
import dev.millrace.cli.data.DrawingItems;
import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.DrawingEvaluator;
import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.cli.evaluate.DrawingTable;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.evaluate.EvaluationTable;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.cli.evaluate.ShippedReferee;
import dev.millrace.cli.sheet.ContactSheet;
import dev.millrace.policy.Ability;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Let a policy answer the questions of a data set greedily and draw four images to each prompt that asks"
                    + " for one, and print how often it is right, by category.",
            "Without --data it is asked about held-out scenes in the shifted style, as the demo does."
        })
public final class EvaluateCommand extends PrintingCommand {

    @Parameters(
            paramLabel = "CHECKPOINT",
            description =
                    "Folder of a checkpoint, a folder of checkpoints (the newest is meant), or the name of a policy"
                            + " that ships with Millrace: base or small-qwen.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String checkpoint;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Data set with answers, or rules for images: JSONL or Parquet.")
    private @Nullable Path data;

    @Option(names = "--skip-bad", description = "Leave out wrong rows, instead of stopping at the first.")
    private boolean skipBad;

    @Mixin
    private DataOptions reading = new DataOptions();

    @Override
    List<String> shortcuts() {
        return reading.shortcuts();
    }

    @Option(
            names = "--scenes",
            paramLabel = "N",
            defaultValue = "420",
            description = "Number of held-out scenes, where there is no --data. Default: ${DEFAULT-VALUE}")
    private int scenes;

    @Option(
            names = "--drawings",
            paramLabel = "N",
            defaultValue = "0",
            description = "Held-out prompts of each category that ask for images, where there is no --data."
                    + " Default: ${DEFAULT-VALUE}")
    private int drawings;

    @Option(names = "--sheet", paramLabel = "FILE", description = "Also write a contact sheet of the images, as PNG.")
    private @Nullable Path sheet;

    @Override
    int run(MillraceConfig settings) {
        ModelSource policy = Policies.find(checkpoint, settings.policy());
        List<DatasetEntry> entries = entries(settings, policy);
        List<EvaluationItem> questions = EvaluationItems.of(entries);
        List<DrawingItem> images = DrawingItems.of(entries);
        if (sheet != null && images.isEmpty()) {
            throw new UsageException(
                    "--sheet shows images, but no prompt asks for one; give --data with such prompts, or --drawings");
        }
        if (!images.isEmpty() && !Policies.describe(policy).can(Ability.DRAWS)) {
            throw new UsageException(checkpoint + " only answers, but " + images.size() + " prompts ask for images");
        }
        Optional<Evaluation> answered = Optional.empty();
        Optional<DrawingEvaluation> drawn = Optional.empty();
        try (RolloutEngine engine = Policies.open(policy, settings.policy().compute())) {
            if (!questions.isEmpty()) {
                answered = Optional.of(new Evaluator(
                                AccuracyRule.of(settings)::isRight,
                                settings.worker().maxResponseTokens(),
                                settings.worker().stop())
                        .evaluate(engine, questions, (done, all) -> {}));
            }
            if (!images.isEmpty()) {
                drawn = Optional.of(draw(settings, engine, images));
            }
        }
        answered.ifPresent(evaluation -> EvaluationTable.of(evaluation).forEach(out()::println));
        drawn.ifPresent(evaluation -> DrawingTable.of(evaluation).forEach(out()::println));
        out().flush();
        print(toJson(answered, drawn));
        if (sheet != null && drawn.isPresent()) {
            ContactSheet.write(List.of(new ContactSheet.Column(checkpoint, drawn.get())), sheet);
        }
        return 0;
    }

    private DrawingEvaluation draw(MillraceConfig settings, RolloutEngine engine, List<DrawingItem> images) {
        try (ShippedReferee referee = new ShippedReferee()) {
            return new DrawingEvaluator(referee, settings.worker().drawing())
                    .evaluate(engine, images, (done, all) -> {});
        }
    }

    private List<DatasetEntry> entries(MillraceConfig settings, ModelSource policy) {
        if (data == null) {
            List<DatasetEntry> asked =
                    ScenePrompts.of(Policies.describe(policy)).heldOut(scenes);
            return Stream.concat(asked.stream(), DrawingPrompts.heldOut(drawings).stream())
                    .toList();
        }
        List<DatasetEntry> judged = Datasets.entries(settings, policy, data, skipBad).stream()
                .filter(entry -> Datasets.isAnswerable(entry) || Datasets.isDrawable(entry))
                .toList();
        if (judged.isEmpty()) {
            throw new UsageException(data + " has no prompt of the task understanding with an answer, and none of the"
                    + " tasks generation or editing with rules");
        }
        return judged;
    }

    private ObjectNode toJson(Optional<Evaluation> answered, Optional<DrawingEvaluation> drawn) {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("checkpoint", checkpoint);
        root.put("data", data == null ? "scenes" : data.toString());
        answered.ifPresent(evaluation -> {
            root.put("prompts", evaluation.total().all());
            put(root, evaluation.overall(), evaluation);
        });
        drawn.ifPresent(evaluation -> {
            for (DrawingCategory.Kind kind : DrawingCategory.Kind.values()) {
                Evaluation family = evaluation.of(kind);
                if (!family.counts().isEmpty()) {
                    ObjectNode node = root.putObject(DrawingTable.name(kind));
                    node.put("images", family.total().all());
                    put(node, family.categoryMean(), family);
                }
            }
        });
        return root;
    }

    private static void put(ObjectNode node, double overall, Evaluation evaluation) {
        node.put("overall", overall);
        ObjectNode categories = node.putObject("categories");
        evaluation.categories().forEach(categories::put);
    }
}
