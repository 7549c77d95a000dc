package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.runs.RunCensus;
import dev.millrace.runtime.runs.RunSweeper;
import dev.millrace.runtime.runs.Sweep;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.RunId;
import java.io.Console;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runs delete}. */
@Command(
        name = "delete",
        description = {
            "Take one run off the cluster: its groups, its transactional ids (fenced), the internal topics of its streams, its"
                    + " weights, its records where a partition begins with them, and what it has in the store: weights and copies of"
                    + " checkpoints.",
            "No other run is touched: what lies among records of others goes by retention, and is counted.",
            "It says what would go, and asks; without --yes and a terminal nothing is done, and the exit code is 2."
        })
final class RunsDeleteCommand extends PrintingCommand {

    @Parameters(paramLabel = "RUN", description = "Its id; runs list prints them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String id;

    @Option(names = "--yes", order = 10, description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--topics",
            order = 11,
            description =
                    "Delete the topics of the prefix and their schemas as well, which takes that no other run is there.")
    private boolean topics;

    @Override
    int run(MillraceConfig settings) {
        RunId run = RunsShowCommand.idOf(id);
        KafkaConfig kafka = settings.kafka();
        new Preflight(kafka.connection()).check();
        RunSweeper sweeper = new RunSweeper(kafka.connection(), kafka.catalogue(), run);
        Sweep sweep = sweeper.plan(topic -> say("reading " + topic));
        if (sweep.isEmpty()) {
            throw RunsShowCommand.unknown(run, kafka, new RunCensus(kafka.connection(), kafka.topics()).take());
        }
        tell(sweep, kafka);
        if (!yes && !isMeant(run)) {
            throw new UsageException("nothing is deleted; add --yes");
        }
        sweeper.carryOut(sweep, topics, this::say);
        print(json(sweep));
        return 0;
    }

    private void tell(Sweep sweep, KafkaConfig kafka) {
        say("of run " + sweep.traces().run() + " at " + kafka.bootstrap() + " goes:");
        sweep.traces().groups().keySet().forEach(each -> say("  group " + each));
        sweep.traces().transactionalIds().forEach(each -> say("  transactional id " + each));
        sweep.traces().internalTopics().forEach(each -> say("  topic " + each));
        say("  " + sweep.weights().size() + " records of weights, "
                + sweep.objects().size() + " objects of the store");
        if (topics) {
            say("  all topics " + kafka.topicPrefix() + "* of the catalogue, and their schemas");
            return;
        }
        say("  " + sweep.records() + " records at the beginning of "
                + sweep.cuts().size() + " partitions");
        if (sweep.left() > 0) {
            say(sweep.left() + " records stay and go by retention: those of others lie before or among them ("
                    + String.join(", ", new TreeSet<>(sweep.others())) + "), or a group has still to read there");
        }
    }

    private static boolean isMeant(RunId run) {
        Console console = System.console();
        return console != null
                && run.value().equals(console.readLine("this cannot be undone; type the id of the run to delete it: "));
    }

    private static ObjectNode json(Sweep sweep) {
        ObjectNode json = RunsListCommand.json(sweep.traces());
        json.put("weights", sweep.weights().size())
                .put("objects", sweep.objects().size())
                .put("records", sweep.records())
                .put("left", sweep.left());
        ObjectNode cuts = JsonNodeFactory.instance.objectNode();
        sweep.cuts().forEach((partition, end) -> cuts.put(partition.toString(), end));
        json.set("cuts", cuts);
        return json;
    }
}
