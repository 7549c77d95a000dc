package dev.millrace.console.command;

import dev.millrace.console.UsageException;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.inspect.GroupRecords;
import dev.millrace.console.inspect.GroupText;
import dev.millrace.console.inspect.PromptImages;
import dev.millrace.console.inspect.SeenGroup;
import dev.millrace.console.monitor.LiveDisplay;
import dev.millrace.console.provision.Provisioning;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code watch}. */
@Command(
        name = "watch",
        description = {
            "Look at a run from its topics. With --group: the responses of one group, each token shaded by the weight",
            "of its advantage, with its visual dependency (S), inconsistency (S') and advantage."
        })
public final class WatchCommand extends SettingsCommand {

    @Option(names = "--group", paramLabel = "ID", description = "The group to look at, for instance demo/0/12.")
    private @Nullable String group;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder for the image of the group's prompt. Default: no image is written")
    private @Nullable Path out;

    @Option(names = "--plain", description = "Numbers instead of colours, also in a terminal.")
    private boolean plain;

    @Override
    int run(MillraceConfig settings) {
        if (group == null) {
            throw new UsageException("say what to look at: --group ID");
        }
        show(settings, new GroupId(group));
        return 0;
    }

    private void show(MillraceConfig settings, GroupId id) {
        new Provisioning(settings.kafka()).check();
        KafkaConnection connection = settings.kafka().connection();
        Topics topics = settings.kafka().topics();
        GroupRecords records = GroupRecords.find(connection, topics, id, Clock.systemUTC());
        if (records.trajectories().isEmpty()) {
            throw new UsageException("there is no group " + id + " on " + topics.trajectories()
                    + "; ids have the form RUN/PARTITION/OFFSET");
        }
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        int end = tokenizer.special().endOfSequence();
        SeenGroup seen = records.seen(id, token -> token == end ? "<eos>" : tokenizer.decode(Tokens.of(token)));
        new GroupText(!plain && LiveDisplay.isTerminal()).lines(seen).forEach(out()::println);
        if (out != null) {
            PromptImages.write(connection, topics, id.value(), seen.prompt(), out)
                    .forEach(file -> out().println("image " + file));
        }
        out().flush();
    }
}
