package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.runs.RunCensus;
import java.util.ArrayList;
import java.util.List;

/** What dead runs have left: internal topics of Kafka Streams in whose groups nobody is. They keep disks and file handles. */
record LeftoverExamination(MillraceConfig settings) implements Examination {

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
        List<Finding> findings = new ArrayList<>();
        new RunCensus(settings.kafka().connection(), settings.kafka().topics())
                .take().values().stream()
                        .filter(run -> !run.run().equals(settings.run().id()))
                        .filter(run -> !run.internalTopics().isEmpty() && !run.isWorking())
                        .forEach(run -> findings.add(Finding.warning(
                                run.internalTopics().size() + " internal topics of run " + run.run()
                                        + ", in which nobody works",
                                "if it will not go on: ./millrace runs delete " + run.run())));
        return findings.isEmpty()
                ? List.of(Finding.fine("no internal topics of runs in which nobody works"))
                : findings;
    }
}
