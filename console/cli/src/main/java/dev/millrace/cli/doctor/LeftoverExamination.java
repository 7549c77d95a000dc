package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;

/** What dead runs have left: internal topics of Kafka Streams whose group nobody is in. They keep disks and file handles. */
record LeftoverExamination(MillraceConfig settings) implements Examination {

    private static final Duration REQUEST = Duration.ofSeconds(15);

    @Override
    public String subject() {
        return "leftovers";
    }

    @Override
    public boolean needsBroker() {
        return true;
    }

    @Override
    public List<Finding> examine() {
        KafkaConfig kafka = settings.kafka();
        Map<String, Set<String>> byRun = new TreeMap<>();
        Set<String> alive;
        try (Admin admin = Admin.create(kafka.connection().client("millrace-doctor"))) {
            Pattern internal =
                    Pattern.compile(Pattern.quote(kafka.topicPrefix()) + "(.+)\\.(?:streams|metrics)\\.v\\d+-.*");
            for (String topic : BrokerAnswers.await(admin.listTopics().names(), REQUEST, "listing the topics")) {
                Matcher matcher = internal.matcher(topic);
                if (matcher.matches()) {
                    byRun.computeIfAbsent(matcher.group(1), none -> new TreeSet<>())
                            .add(topic);
                }
            }
            alive = BrokerAnswers.await(admin.listGroups().valid(), REQUEST, "listing the groups").stream()
                    .filter(group -> group.groupState()
                            .filter(state -> state != GroupState.EMPTY && state != GroupState.DEAD)
                            .isPresent())
                    .map(GroupListing::groupId)
                    .collect(Collectors.toSet());
        }
        byRun.remove(settings.run().id().value());
        byRun.keySet()
                .removeIf(run -> alive.stream().anyMatch(group -> group.startsWith(kafka.topicPrefix() + run + ".")));
        List<Finding> findings = new ArrayList<>();
        byRun.forEach((run, topics) -> findings.add(Finding.warning(
                topics.size() + " internal topics of run " + run + ", in which nobody works",
                "if it will not go on: kafka-topics.sh --bootstrap-server " + kafka.bootstrap() + " --delete --topic '"
                        + (kafka.topicPrefix() + run).replace(".", "\\.")
                        + "\\.(streams|metrics)\\..*'")));
        return findings.isEmpty()
                ? List.of(Finding.fine("no internal topics of runs in which nobody works"))
                : findings;
    }
}
