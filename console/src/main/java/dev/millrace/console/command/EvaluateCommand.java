package dev.millrace.console.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.data.Datasets;
import dev.millrace.console.data.EvaluationItems;
import dev.millrace.console.data.Policies;
import dev.millrace.console.data.ScenePrompts;
import dev.millrace.console.evaluate.AccuracyRule;
import dev.millrace.console.evaluate.Evaluation;
import dev.millrace.console.evaluate.EvaluationItem;
import dev.millrace.console.evaluate.EvaluationTable;
import dev.millrace.console.evaluate.Evaluator;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.engine.EngineSettings;
import dev.millrace.policy.engine.PolicyEngine;
import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.text.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Let a policy answer a data set greedily, and print how often it is right, by category.",
            "Without --data it is asked about held-out scenes in the shifted style, as the demo does."
        })
public final class EvaluateCommand extends SettingsCommand {

    @Parameters(
            paramLabel = "CHECKPOINT",
            description =
                    "Folder of a checkpoint, a folder of checkpoints (the newest is meant), or base for the policy"
                            + " that ships with Millrace.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String checkpoint;

    @Option(names = "--data", paramLabel = "FILE", description = "JSONL data set with answers.")
    private @Nullable Path data;

    @Option(
            names = "--scenes",
            paramLabel = "N",
            defaultValue = "420",
            description = "Number of held-out scenes, where there is no --data. Default: ${DEFAULT-VALUE}")
    private int scenes;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result as JSON.")
    private @Nullable Path json;

    @Override
    int run(MillraceConfig settings) throws IOException {
        List<EvaluationItem> items = EvaluationItems.of(entries());
        SavedModel model = Policies.load(checkpoint);
        PolicyEngine.start(new EngineSettings(settings.policy().threads(), 1));
        Evaluator evaluator = new Evaluator(WordTokenizer.builtIn(), new AccuracyRule()::isRight);
        Evaluation evaluation;
        try (PolicyWeights weights = model.toWeights(PolicyVersion.INITIAL)) {
            evaluation = evaluator.evaluate(weights, items, (done, all) -> {});
        }
        EvaluationTable.of(evaluation).forEach(out()::println);
        out().flush();
        if (json != null) {
            Files.writeString(json, toJson(evaluation) + "\n");
        }
        return 0;
    }

    private List<DatasetEntry> entries() {
        return data == null
                ? ScenePrompts.heldOut(scenes)
                : Datasets.answerable(data, Datasets.read(data, false).entries());
    }

    private String toJson(Evaluation evaluation) {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("checkpoint", checkpoint);
        root.put("data", data == null ? "scenes" : data.toString());
        root.put("prompts", evaluation.total().all());
        root.put("overall", evaluation.overall());
        ObjectNode categories = root.putObject("categories");
        evaluation.categories().forEach(categories::put);
        return root.toPrettyString();
    }
}
