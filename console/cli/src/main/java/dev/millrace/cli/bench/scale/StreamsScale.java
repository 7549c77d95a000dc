package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.BenchGroups;
import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.bench.Cpu;
import dev.millrace.cli.bench.GroupFeed;
import dev.millrace.cli.bench.GroupShape;
import dev.millrace.cli.bench.Outcome;
import dev.millrace.cli.bench.OutputCount;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Durability;
import dev.millrace.streams.topology.ExperienceTopology;
import dev.millrace.streams.topology.StreamsRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.Topology;

/** Instances of the streams over the same groups; each round reads them from their beginning under a new name. */
final class StreamsScale {

    private static final String ROLE = "streams";

    private final int groups;
    private final int rounds;
    private final MillraceConfig config = MillraceConfig.loader().load(Optional.empty(), List.of());

    StreamsScale(int groups, int rounds) {
        this.groups = groups;
        this.rounds = rounds;
    }

    List<InstancesRow> run(List<Integer> instances, Consumer<String> out) throws IOException {
        List<InstancesRounds> all = instances.stream().map(InstancesRounds::new).toList();
        try (BenchStack stack = BenchStack.start();
                GroupFeed feed = new GroupFeed(stack, new BenchGroups(GroupShape.parse("8x12"), 5))) {
            for (int group = 0; group < groups; group++) {
                feed.send(group);
            }
            feed.stored();
            round(stack, "bench-scale-cold", 1);
            for (int round = 0; round < rounds; round++) {
                for (InstancesRounds each : all) {
                    Outcome outcome =
                            round(stack, "bench-scale-" + each.instances() + "-of-" + round, each.instances());
                    each.add(outcome.perSecond(), outcome.ownCpuMillis());
                }
            }
        }
        List<InstancesRow> rows = InstancesRow.of(ROLE, groups, all);
        rows.forEach(row -> out.accept(row.line()));
        return rows;
    }

    private Outcome round(BenchStack stack, String application, int instances) {
        List<Running> running = new ArrayList<>();
        try (OutputCount count = new OutputCount(stack, stack.topics().experience())) {
            for (int instance = 0; instance < instances; instance++) {
                running.add(new Running(stack, application, instance));
            }
            return count.count(groups, () -> Cpu.threads(application));
        } finally {
            running.forEach(Running::end);
        }
    }

    private Topology topology(BenchStack stack) {
        return ExperienceTopology.build(
                new RunId(BenchGroups.RUN), stack.topics(), stack.serdes(), config.assembly(), config.credit());
    }

    /** One instance on a thread of its own. */
    private final class Running {

        private final StreamsRole role;
        private final Thread thread;

        Running(BenchStack stack, String application, int instance) {
            this.role = new StreamsRole(
                    stack.connection(),
                    stack.topics(),
                    new RunId(BenchGroups.RUN),
                    config.streams().in(stack.folder(application + "-" + instance)),
                    new Durability(1),
                    application,
                    topology(stack));
            this.thread = new Thread(role, application + "-role-" + instance);
            thread.start();
        }

        void end() {
            role.stop();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
