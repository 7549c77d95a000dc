package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.BenchGroups;
import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.bench.Cpu;
import dev.millrace.cli.bench.GroupShape;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.io.Closing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Publishers of workers side by side, each with transactions of its own, over their shares of the same groups. */
final class PublishersScale {

    private static final String ROLE = "publishers";
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final int groups;
    private final int rounds;

    PublishersScale(int groups, int rounds) {
        this.groups = groups;
        this.rounds = rounds;
    }

    List<InstancesRow> run(List<Integer> instances, Consumer<String> out) throws IOException {
        List<InstancesRounds> all = instances.stream().map(InstancesRounds::new).toList();
        BenchGroups made = new BenchGroups(GroupShape.parse("8x12"), 5);
        List<List<Trajectory>> work = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            work.add(made.trajectories(group));
        }
        try (BenchStack stack = BenchStack.start()) {
            round(stack, "cold", new InstancesRounds(1), work);
            for (int round = 0; round < rounds; round++) {
                for (InstancesRounds each : all) {
                    round(stack, each.instances() + "of" + round, each, work);
                }
            }
        }
        List<InstancesRow> rows = InstancesRow.of(ROLE, groups, all);
        rows.forEach(row -> out.accept(row.line()));
        return rows;
    }

    private void round(BenchStack stack, String name, InstancesRounds into, List<List<Trajectory>> work) {
        String threads = "bench-scale-publisher-" + name + "-";
        List<OnePublisher> publishers = new ArrayList<>();
        try {
            for (int instance = 0; instance < into.instances(); instance++) {
                publishers.add(new OnePublisher(stack, threads + instance));
            }
            double cpu = Cpu.threads(threads);
            long begun = System.nanoTime();
            List<CompletableFuture<Void>> publishing = new ArrayList<>();
            int share = work.size() / publishers.size();
            for (int instance = 0; instance < publishers.size(); instance++) {
                publishing.add(
                        publishers.get(instance).publish(work.subList(instance * share, (instance + 1) * share)));
            }
            publishing.forEach(CompletableFuture::join);
            double seconds = (System.nanoTime() - begun) / NANOS;
            int published = share * publishers.size();
            into.add(published / seconds, (Cpu.threads(threads) - cpu) * MILLIS / published);
        } finally {
            Closing.all(publishers);
        }
    }
}
