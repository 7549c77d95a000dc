package dev.millrace.cli.bench;

import dev.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The topology against applications that read the same topics and pass on, in turns, under the same settings; each round reads
 * the topics from their beginning under a new name. Belongs to one thread.
 */
public final class TopologyBench {

    private static final int PER_SECOND = 20;
    private static final int WARMING = 60;
    private static final long SETTLING_MILLIS = 2_000;

    private final List<String> settings;
    private final int groups;
    private final int rounds;
    private final int seconds;
    private final Consumer<String> out;

    /**
     * @param settings overrides of a configuration, as the command line takes them
     * @param groups that a round reads
     * @param rounds warm rounds of each; one more, cold, comes before
     * @param seconds that latency, and then idleness, are measured
     * @param out takes lines for people as they come
     */
    public TopologyBench(List<String> settings, int groups, int rounds, int seconds, Consumer<String> out) {
        this.settings = List.copyOf(settings);
        this.groups = groups;
        this.rounds = rounds;
        this.seconds = seconds;
        this.out = out;
    }

    /** Measures one shape after the other. */
    public TopologyReport run(List<GroupShape> shapes) throws IOException, InterruptedException {
        Machine before = Machine.now();
        out.accept(before.line());
        List<TopologyRow> rows = new ArrayList<>();
        for (GroupShape shape : shapes) {
            TopologyRow row = measure(shape);
            row.lines().forEach(out);
            rows.add(row);
        }
        return new TopologyReport(before, Machine.now(), stated(), rows);
    }

    private TopologyRow measure(GroupShape shape) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(settings);
        all.add("reshaping.method=" + shape.method());
        MillraceConfig config = MillraceConfig.loader().load(Optional.empty(), all);
        try (BenchStack stack = BenchStack.start();
                GroupFeed feed = new GroupFeed(stack, new BenchGroups(shape, 5))) {
            for (int group = 0; group < groups; group++) {
                feed.send(group);
            }
            feed.stored();
            ShapeRounds apps = new ShapeRounds(stack, config, groups, out);
            apps.run(rounds);
            return slowly(shape, stack, feed, config, apps);
        }
    }

    /** With few groups, and with none. */
    private TopologyRow slowly(
            GroupShape shape, BenchStack stack, GroupFeed feed, MillraceConfig config, ShapeRounds apps)
            throws InterruptedException {
        try (OutputCount output = new OutputCount(stack, stack.topics().experience());
                StreamsRound running =
                        new StreamsRound(stack, config.streams(), "bench-topology-slow", apps.assembling())) {
            output.count(groups);
            ArrivalLatency.measure(feed, output, groups, WARMING, PER_SECOND);
            ArrivalLatency latency =
                    ArrivalLatency.measure(feed, output, groups + WARMING, seconds * PER_SECOND, PER_SECOND);
            Thread.sleep(SETTLING_MILLIS);
            double cpu = running.cpu();
            Thread.sleep(seconds * 1_000L);
            return apps.row(shape, latency, (running.cpu() - cpu) / seconds * 100);
        }
    }

    private Map<String, String> stated() {
        MillraceConfig config = MillraceConfig.loader().load(Optional.empty(), settings);
        return Map.of(
                "streams.threads",
                String.valueOf(config.streams().threads()),
                "streams.commit_interval",
                config.streams().commitInterval().toMillis() + "ms");
    }
}
