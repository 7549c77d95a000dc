package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import java.util.ArrayList;
import java.util.List;

/** Whether the topics are as the catalogue says, those of Kafka Streams too. */
record TopicExamination(MillraceConfig settings) implements Examination {

    @Override
    public String subject() {
        return "topics";
    }

    @Override
    public boolean needsBroker() {
        return true;
    }

    @Override
    public List<Finding> examine() {
        Provisioning provisioning = new Provisioning(settings.kafka());
        List<Finding> findings = new ArrayList<>();
        provisioning.topicDifferences().forEach(difference -> findings.add(Finding.of(difference)));
        provisioning
                .internalTopics(settings.run().id())
                .forEach((name, differences) -> differences.forEach(each -> findings.add(Finding.of(each))));
        if (findings.isEmpty()) {
            findings.add(
                    Finding.fine(settings.kafka().catalogue().specs().size() + " topics are as the catalogue says"));
        }
        return findings;
    }
}
