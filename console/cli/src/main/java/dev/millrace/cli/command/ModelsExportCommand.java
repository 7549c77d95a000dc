package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models export}. */
@Command(
        name = "export",
        description = {
            "Write a checkpoint of a run as a folder that transformers, vLLM and SGLang load: configuration, weights,"
                    + " tokenizer. One of a run with learner.train=lora is written as an adapter of peft, or with"
                    + " --merge as whole weights.",
            "The base of an adapter is taken from where it was, or from policy.checkpoint."
        })
final class ModelsExportCommand extends PrintingCommand {

    /** How weights are written. */
    enum Type {
        AUTO,
        BFLOAT16,
        FLOAT32;

        Optional<TensorType> type() {
            return switch (this) {
                case AUTO -> Optional.empty();
                case BFLOAT16 -> Optional.of(TensorType.BF16);
                case FLOAT32 -> Optional.of(TensorType.F32);
            };
        }
    }

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "Folder of a checkpoint, or of all checkpoints of a run, whose newest is meant.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String checkpoint;

    @Parameters(index = "1", paramLabel = "TARGET", description = "Folder to write; new, or empty.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path target;

    @Option(names = "--merge", description = "Add the adapter to its base, and write whole weights.")
    private boolean merge;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "AUTO",
            description =
                    "Type of the weights: auto for that of the checkpoint's files, of a merged adapter its base's;"
                            + " bfloat16, which rounds most of a small change away; float32. Default: auto")
    private Type type = Type.AUTO;

    @Override
    int run(MillraceConfig settings) throws IOException {
        if (holdsAnything(target)) {
            throw new UsageException(
                    target + " holds something already, and nothing is written over; name a new folder");
        }
        Map<String, FileContents> files = files(Policies.find(checkpoint, settings.policy()));
        FolderFiles.replace(target, files);
        say("exported to " + target + ": " + String.join(", ", files.keySet()));
        print(json(files));
        return 0;
    }

    private Map<String, FileContents> files(ModelSource source) {
        try {
            return PolicyFamilies.found().of(source).export(source, new ExportForm(type.type(), merge));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static boolean holdsAnything(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Files.exists(folder);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        }
    }

    private ObjectNode json(Map<String, FileContents> files) {
        ObjectNode root = JsonNodeFactory.instance
                .objectNode()
                .put("folder", target.toString())
                .put("merged", merge);
        ArrayNode names = root.putArray("files");
        files.keySet().forEach(names::add);
        return root;
    }
}
