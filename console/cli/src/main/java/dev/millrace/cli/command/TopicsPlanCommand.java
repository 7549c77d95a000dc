package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.runs.RunSurvey;
import dev.millrace.runtime.runs.TopicPlan;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.topic.TopicDifference;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code topics plan}. */
@Command(
        name = "plan",
        description = {
            "Say what a load takes of the brokers: bytes a second, bytes on disk and partitions, by the bytes that a run was"
                    + " seen to write. All of its topics are read for it.",
            "The number of partitions is fixed when topics are made. Where there are others than the plan takes, it says what"
                    + " can be done; nothing is changed."
        })
final class TopicsPlanCommand extends PrintingCommand {

    @Option(
            names = "--run",
            paramLabel = "DIR",
            order = 10,
            description =
                    "Folder of a run that is over, of a demo or of up: measured is what its broker holds, with its own"
                            + " settings, unless --config is given. Default: run.id at kafka.bootstrap")
    private @Nullable Path run;

    @Option(
            names = "--groups-per-second",
            paramLabel = "N",
            order = 11,
            description = "The load: groups that all workers sample in a second. Default: ${DEFAULT-VALUE}")
    private double groupsPerSecond = 1;

    @Option(
            names = "--members",
            paramLabel = "N",
            order = 12,
            description =
                    "The most processes of one role that shall share its work: workers, instances of one scorer, or"
                            + " threads of the streams. A partition has one reader in a group. Default: ${DEFAULT-VALUE}")
    private int members = 1;

    @Override
    Optional<Path> ownConfig() {
        return Optional.ofNullable(run).flatMap(RunData::config);
    }

    @Override
    void check(MillraceConfig settings) {
        if (!(groupsPerSecond > 0) || members < 1) {
            throw new UsageException("--groups-per-second must be above 0, and --members at least 1");
        }
    }

    @Override
    int run(MillraceConfig settings) {
        if (run == null) {
            return plan(settings, settings.kafka());
        }
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(RunData.existing(run)))) {
            return plan(
                    settings,
                    settings.kafka()
                            .at(
                                    stack.connection().bootstrapServers(),
                                    stack.connection().registryUrl()));
        }
    }

    private int plan(MillraceConfig settings, KafkaConfig kafka) {
        new Preflight(kafka.connection()).check();
        RunSurvey.Result survey = new RunSurvey(
                        kafka.connection(), kafka.catalogue(), settings.run().id())
                .take(topic -> say("reading " + topic));
        int groupSize = settings.worker().groupSize();
        long groups = survey.records(kafka.topics().trajectories()) / groupSize;
        if (groups == 0) {
            throw new UsageException("the topics " + kafka.topicPrefix() + "* hold no group of run "
                    + settings.run().id() + " to measure; give the run's id by -s run.id=ID, or its folder by --run");
        }
        TopicPlan plan = TopicPlan.of(
                kafka.catalogue(),
                new TopicPlan.Seen(survey, groups),
                new TopicPlan.Load(
                        groupsPerSecond,
                        settings.learner().batchGroups(),
                        settings.learner().weights().keep(),
                        members));
        say("measured: %,d groups of %d of run %s; planned: %s groups a second, %d of them a step"
                .formatted(
                        groups,
                        groupSize,
                        settings.run().id(),
                        number(groupsPerSecond),
                        settings.learner().batchGroups()));
        plan.rows()
                .forEach(row -> say("%-28s %12s a %-8s %12s/s %12s kept %12s on all disks"
                        .formatted(
                                row.topic(),
                                bytes(row.bytesOfOne()),
                                row.unit().name().toLowerCase(Locale.ROOT),
                                bytes(row.bytesPerSecond()),
                                bytes(row.kept()),
                                bytes(row.onAllDisks()))));
        say("%-28s %34s/s %31s on all disks"
                .formatted("all, before replication", bytes(plan.bytesPerSecond()), bytes(plan.onAllDisks())));
        say(partitions(plan, kafka));
        print(json(plan, groups, groupSize));
        return 0;
    }

    private static String partitions(TopicPlan plan, KafkaConfig kafka) {
        List<TopicDifference> differing = new Provisioning(kafka.withPartitions(plan.partitions()))
                .topicDifferences().stream()
                        .filter(difference -> difference.setting().equals("partitions"))
                        .toList();
        String wanted = plan.partitions() + " partitions are needed";
        if (differing.isEmpty()) {
            return wanted + ", as there are";
        }
        int there = Integer.parseInt(differing.get(0).found());
        return there >= plan.partitions()
                ? wanted + ", and there are " + there
                : wanted + ", and there are " + there
                        + ": more would move keys to other partitions, so a role refuses such"
                        + " topics at its start. Make topics of their own for the next run: ./millrace topics create -s"
                        + " kafka.partitions=" + plan.partitions() + " -s kafka.topic_prefix=NEW.";
    }

    private static String bytes(double count) {
        if (count < 1e3) {
            return number(count) + " B";
        }
        if (count < 1e6) {
            return number(count / 1e3) + " kB";
        }
        return count < 1e9 ? number(count / 1e6) + " MB" : number(count / 1e9) + " GB";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }

    private static ObjectNode json(TopicPlan plan, long groups, int groupSize) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("groups", groups)
                .put("group_size", groupSize)
                .put("partitions", plan.partitions())
                .put("bytes_per_second", plan.bytesPerSecond())
                .put("bytes_on_all_disks", plan.onAllDisks());
        plan.rows().forEach(row -> json.withArray("topics")
                .addObject()
                .put("topic", row.topic())
                .put("unit", row.unit().name().toLowerCase(Locale.ROOT))
                .put("bytes_of_one", row.bytesOfOne())
                .put("bytes_per_second", row.bytesPerSecond())
                .put("kept", row.kept())
                .put("on_all_disks", row.onAllDisks()));
        return json;
    }
}
