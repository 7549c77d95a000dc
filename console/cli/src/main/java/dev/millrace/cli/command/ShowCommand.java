package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.monitoring.watch.RecordJson;
import dev.millrace.policy.checkpoint.Checkpoint;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.replay.exchange.GroupFiles;
import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.replay.exchange.InputNotes;
import dev.millrace.replay.grouplog.TopicGroups;
import dev.millrace.replay.origin.CheckpointOrigin;
import dev.millrace.replay.origin.GroupOrigin;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code show}. */
@Command(
        name = "show",
        description = {
            "Say where a checkpoint or a group came from: run, settings, code, seeds, versions, positions.",
            "A group is looked for in the topics of the run, or in the files of --input."
        })
public final class ShowCommand extends PrintingCommand {

    @Parameters(
            paramLabel = "CHECKPOINT|GROUP",
            description =
                    "Folder of a checkpoint, a folder of checkpoints (the newest is meant), or the id of a group.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String what;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of groups, ending in .jsonl or .avro.")
    private List<Path> inputs = new ArrayList<>();

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Override
    Optional<Path> ownConfig() {
        return topics.config();
    }

    @Override
    int run(MillraceConfig settings) throws Exception {
        Path folder = Path.of(what);
        if (Files.isDirectory(folder)) {
            return checkpoint(new CheckpointStore(folder, 2).newest().orElse(folder));
        }
        if (!inputs.isEmpty()) {
            try (GroupSource source = GroupFiles.open(inputs, new InputNotes(line -> {}))) {
                return group(source);
            }
        }
        try {
            GroupArgument.requireOf(what, settings.run().id());
        } catch (UsageException e) {
            throw new UsageException("there is no folder " + what + ", and " + e.getMessage(), e);
        }
        return topics.with(settings, kafka -> {
            new Provisioning(kafka).check();
            try (TopicGroups source = topics.open(settings, kafka, Optional.empty())) {
                source.only(what);
                return group(source);
            }
        });
    }

    private int checkpoint(Path folder) {
        Checkpoint checkpoint = CheckpointStore.load(folder);
        long parameters = SavedModel.read(checkpoint.files()).tensors().values().stream()
                .mapToLong(tensor -> tensor.form().shape().elements())
                .sum();
        tell(CheckpointOrigin.lines(folder.toString(), checkpoint.state(), parameters));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("checkpoint", folder.toString())
                .put("version", checkpoint.state().version())
                .put("parameters", parameters)
                .putPOJO("provenance", checkpoint.state().provenance())
                .putPOJO("seeds", checkpoint.state().seeds())
                .putPOJO("offsets", checkpoint.state().offsets());
        print(json);
        return 0;
    }

    private int group(GroupSource source) {
        for (Optional<InputGroup> next = source.next(); next.isPresent(); next = source.next()) {
            if (next.get().group().getGroupId().equals(what)) {
                tell(GroupOrigin.lines(next.get().group()));
                print(RecordJson.of(next.get().group()));
                return 0;
            }
        }
        throw new UsageException("there is no checkpoint folder and no group " + what
                + "; groups are looked for in the topics of run.id, or in the files of --input");
    }

    private void tell(List<String> lines) {
        lines.forEach(out()::println);
        out().flush();
    }
}
