package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.runs.RunCensus;
import dev.millrace.runtime.runs.RunSurvey;
import dev.millrace.runtime.runs.RunTraces;
import dev.millrace.runtime.runs.TopicShare;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.RunId;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code runs show}. */
@Command(
        name = "show",
        description = {
            "Show what one run has at the broker: groups, transactional ids, internal topics, and in each topic its records"
                    + " and their bytes.",
            "All topics are read for it."
        })
final class RunsShowCommand extends PrintingCommand {

    @Parameters(paramLabel = "RUN", description = "Its id; runs list prints them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String id;

    @Override
    int run(MillraceConfig settings) {
        RunId run = idOf(id);
        KafkaConfig kafka = settings.kafka();
        new Preflight(kafka.connection()).check();
        Map<String, RunTraces> runs = new RunCensus(kafka.connection(), kafka.topics()).take();
        RunTraces traces = runs.get(run.value());
        if (traces == null) {
            throw unknown(run, kafka, runs);
        }
        say(RunsListCommand.line(traces));
        traces.groups().forEach((group, working) -> say("  group " + group + (working ? ", with members" : "")));
        traces.transactionalIds().forEach(each -> say("  transactional id " + each));
        traces.internalTopics().forEach(each -> say("  topic " + each));
        ObjectNode json = RunsListCommand.json(traces);
        RunSurvey.Result survey =
                new RunSurvey(kafka.connection(), kafka.catalogue(), run).take(topic -> say("reading " + topic));
        for (TopicShare share : survey.shares()) {
            say("  %-28s %,10d records %,14d bytes%s"
                    .formatted(
                            share.topic(),
                            share.records(),
                            share.bytes(),
                            share.others() == 0 ? "" : ", among %,d of others".formatted(share.others())));
            json.withArray("topics")
                    .addObject()
                    .put("topic", share.topic())
                    .put("records", share.records())
                    .put("bytes", share.bytes())
                    .put("others", share.others());
        }
        print(json);
        return 0;
    }

    /** @throws UsageException if it cannot be one */
    static RunId idOf(String text) {
        try {
            return new RunId(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** That there is none, and which there are. */
    static UsageException unknown(RunId run, KafkaConfig kafka, Map<String, RunTraces> runs) {
        return new UsageException("there is no run " + run + " under the prefix '" + kafka.topicPrefix() + "' at "
                + kafka.bootstrap() + "; known: "
                + (runs.isEmpty()
                        ? "none"
                        : new TreeSet<>(runs.keySet()).stream().collect(Collectors.joining(", "))));
    }
}
