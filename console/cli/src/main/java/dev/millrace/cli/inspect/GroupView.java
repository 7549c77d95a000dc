package dev.millrace.cli.inspect;

import dev.millrace.monitoring.inspect.GroupImages;
import dev.millrace.monitoring.inspect.GroupLookup;
import dev.millrace.monitoring.inspect.GroupText;
import dev.millrace.monitoring.inspect.SeenGroup;
import dev.millrace.monitoring.inspect.SeenGroups;
import dev.millrace.policy.text.TokenText;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.topic.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Prints one group from the topics, see {@link GroupText}. Stateless. */
public final class GroupView {

    private GroupView() {}

    /**
     * Shows a group.
     *
     * @param folder where the images of its prompt and the drawn ones are written; null for no image
     * @param shaded whether the terminal takes colours
     * @throws UsageException if there is no such group
     */
    public static void show(
            PrintWriter out, MillraceConfig settings, GroupId id, @Nullable Path folder, boolean shaded) {
        KafkaConnection connection = settings.kafka().connection();
        Topics topics = settings.kafka().topics();
        LoggedGroup group = GroupLookup.find(connection, topics, id);
        if (group.getTrajectories().isEmpty()) {
            throw new UsageException("there is no group " + id + " on " + topics.trajectories()
                    + "; ids have the form RUN/PARTITION/OFFSET");
        }
        SeenGroup seen;
        try (TokenText text = Policies.text(settings.policy())) {
            seen = SeenGroups.of(group, text::pieces);
        }
        new GroupText(shaded).lines(seen).forEach(out::println);
        if (folder != null) {
            GroupImages.write(connection, topics, seen, folder).forEach(file -> out.println("image " + file));
        }
        out.flush();
    }
}
