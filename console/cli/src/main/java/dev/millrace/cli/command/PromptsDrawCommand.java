package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.data.ParquetWriter;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetWriter;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prompts draw}. */
@Command(
        name = "draw",
        description = {
            "Draw data sets of scenes, to train on and to be judged by: what a demo without data trains on, as files.",
            "Images have the sizes that policy.checkpoint takes.",
            "Writes train and test in the folder of --out, as .jsonl with the images beside it, or as .parquet."
        })
final class PromptsDrawCommand extends PrintingCommand {

    /** How data sets are written. */
    enum Form {
        JSONL,
        PARQUET
    }

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "drawn",
            description = "Folder of the data sets. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path out;

    @Option(
            names = "--train",
            paramLabel = "N",
            defaultValue = "2048",
            description = "Prompts to train on, by run.seed. Default: ${DEFAULT-VALUE}")
    private int train;

    @Option(
            names = "--test",
            paramLabel = "N",
            defaultValue = "420",
            description = "Prompts to be judged by, the same for every seed; none of them is trained on."
                    + " Default: ${DEFAULT-VALUE}")
    private int test;

    @Option(
            names = "--images",
            description = "Also as many prompts that ask for images, by GenEval's rules; as .jsonl only.")
    private boolean images;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            defaultValue = "JSONL",
            description = "jsonl or parquet. Default: jsonl")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Form form;

    @Override
    int run(MillraceConfig settings) throws IOException {
        if (train < 1 || test < 1) {
            throw new UsageException("--train and --test must be at least 1");
        }
        if (images && form == Form.PARQUET) {
            throw new UsageException("--images are written as jsonl; leave --form out");
        }
        long seed = settings.run().seed();
        ScenePrompts scenes = ScenePrompts.of(Policies.describe(Policies.find(settings.policy())));
        List<DatasetEntry> training = scenes.training(seed, train);
        List<DatasetEntry> heldOut = scenes.heldOut(test);
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        draw(written, "train", images ? both(training, DrawingPrompts.ALL.training(seed, train)) : training);
        // Six categories of objects count whole, the others half.
        draw(written, "test", images ? both(heldOut, DrawingPrompts.ALL.heldOut(Math.max(1, test / 10))) : heldOut);
        print(written);
        return 0;
    }

    private static List<DatasetEntry> both(List<DatasetEntry> first, List<DatasetEntry> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private void draw(ObjectNode written, String name, List<DatasetEntry> entries) throws IOException {
        Path file = out.resolve(name + (form == Form.PARQUET ? ".parquet" : ".jsonl"));
        if (form == Form.PARQUET) {
            Files.createDirectories(out);
            ParquetWriter.write(file, entries);
        } else {
            DatasetWriter.write(out, file.getFileName().toString(), entries);
        }
        say(file + ": " + entries.size() + " prompts");
        written.putObject(name).put("file", file.toString()).put("prompts", entries.size());
    }
}
