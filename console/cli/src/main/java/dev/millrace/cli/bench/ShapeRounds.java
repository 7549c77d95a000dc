package dev.millrace.cli.bench;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.id.RunId;
import dev.millrace.streams.topology.ExperienceTopology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.Topology;

/** The three applications in turns over groups of one shape. Belongs to one thread. */
final class ShapeRounds {

    private static final String OUTPUT = "bench-output";
    private static final String TOPOLOGY = "bench-topology-";

    private final BenchStack stack;
    private final MillraceConfig config;
    private final int groups;
    private final Consumer<String> out;
    private final List<Outcome> topology = new ArrayList<>();
    private final List<Outcome> decoding = new ArrayList<>();
    private final List<Outcome> bytes = new ArrayList<>();
    private byte[] experience = {};
    private long changelogBytes;

    ShapeRounds(BenchStack stack, MillraceConfig config, int groups, Consumer<String> out) {
        this.stack = stack;
        this.config = config;
        this.groups = groups;
        this.out = out;
        stack.topicLike(OUTPUT, stack.topics().experience());
    }

    /** Runs each application cold, and then so often warm. */
    void run(int warm) throws IOException {
        for (int round = 0; round <= warm; round++) {
            topology.add(round(stack.topics().experience(), TOPOLOGY + round, assembling()));
            if (round == 0) {
                changelogBytes = stack.bytes(TOPOLOGY) / groups;
            }
            decoding.add(round(OUTPUT, "bench-decoding-" + round, decoding()));
            bytes.add(round(OUTPUT, "bench-bytes-" + round, PassingTopology.bytes(stack, experience, OUTPUT)));
        }
    }

    private Outcome round(String output, String application, Topology what) {
        try (OutputCount count = new OutputCount(stack, output);
                StreamsRound running = new StreamsRound(stack, config.streams(), application, what)) {
            Outcome outcome = count.count(groups);
            if (experience.length == 0) {
                experience = count.last();
            }
            out.accept(String.format(
                    Locale.ROOT,
                    "  %-18s first after %4.1f s, then %6.0f groups/s, CPU %.3f ms a group",
                    running.name(),
                    outcome.firstSeconds(),
                    outcome.perSecond(),
                    outcome.cpuMillis()));
            return outcome;
        }
    }

    Topology assembling() {
        return ExperienceTopology.build(
                new RunId(BenchGroups.RUN), stack.topics(), stack.serdes(), config.assembly(), config.credit());
    }

    private Topology decoding() {
        try (Deserializer<Experience> decoder = stack.serdes().deserializer(Experience.class)) {
            Experience decoded = Objects.requireNonNull(decoder.deserialize(OUTPUT, experience));
            return PassingTopology.decoding(stack, decoded, OUTPUT);
        }
    }

    /** What came out, with the time of single groups and of none. */
    TopologyRow row(GroupShape shape, ArrivalLatency latency, double idlePercent) {
        return new TopologyRow(
                shape.name(),
                groups,
                RatedApp.of("topology", topology),
                RatedApp.of("decodes and passes on", decoding),
                RatedApp.of("passes bytes", bytes),
                ratio(decoding),
                ratio(bytes),
                experience.length,
                changelogBytes,
                latency,
                idlePercent);
    }

    /** Warm rounds are compared one by one: a neighbour of the same minute has the same machine. */
    private Spread ratio(List<Outcome> limit) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round < limit.size(); round++) {
            ratios.add(topology.get(round).perSecond() / limit.get(round).perSecond());
        }
        return Spread.of(ratios);
    }
}
