package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.runs.RunCensus;
import dev.millrace.runtime.runs.RunTraces;
import dev.millrace.schemas.client.Preflight;
import java.time.Instant;
import java.util.Collection;
import picocli.CommandLine.Command;

/** {@code runs list}. */
@Command(
        name = "list",
        description = {
            "List the runs under kafka.topic_prefix: whether somebody works in each, its newest step and when that was, and"
                    + " what it has at the broker besides records.",
            "It shows what this user may see; as the auditor that is all."
        })
final class RunsListCommand extends PrintingCommand {

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).check();
        Collection<RunTraces> runs = new RunCensus(
                        settings.kafka().connection(), settings.kafka().topics())
                .take()
                .values();
        runs.forEach(run -> say(line(run)));
        say(runs.size() + " runs under the prefix '" + settings.kafka().topicPrefix() + "'");
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        runs.forEach(run -> json.add(json(run)));
        print(json);
        return 0;
    }

    /** One run in a line. */
    static String line(RunTraces run) {
        return "%-20s %-8s %-12s %-25s %d groups, %d transactional ids, %d internal topics"
                .formatted(
                        run.run(),
                        run.isWorking() ? "working" : "at rest",
                        run.step().isPresent() ? "step " + run.step().getAsInt() : "no step",
                        run.trainedAt().map(Instant::toString).orElse(""),
                        run.groups().size(),
                        run.transactionalIds().size(),
                        run.internalTopics().size());
    }

    /** All of it. */
    static ObjectNode json(RunTraces run) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("run", run.run().value())
                .put("working", run.isWorking());
        run.step().ifPresent(step -> json.put("step", step));
        run.trainedAt().ifPresent(at -> json.put("trained_at", at.toString()));
        ObjectNode groups = json.putObject("groups");
        run.groups().forEach(groups::put);
        run.transactionalIds().forEach(json.putArray("transactional_ids")::add);
        run.internalTopics().forEach(json.putArray("internal_topics")::add);
        return json;
    }
}
