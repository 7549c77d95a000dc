package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** First more instances, then longer logs. Belongs to one thread. */
public final class ScaleBench {

    private final Scope scope;
    private final Function<List<String>, List<String>> commands;
    private final Consumer<String> out;

    /**
     * What is measured.
     *
     * @param parts of streams, publishers, workers and logs
     * @param instances of a role, the first of which is one
     * @param groups of a round with instances
     * @param rounds of each number of instances
     * @param logs groups in the logs
     */
    public record Scope(List<String> parts, List<Integer> instances, int groups, int rounds, List<Integer> logs) {

        /** What {@code parts} may hold. */
        public static final List<String> PARTS = List.of("streams", "publishers", "workers", "logs");

        /** Workers sample, and take longer than streams for a group. */
        private static final int WORKER_SHARE = 10;

        public Scope {
            parts = List.copyOf(parts);
            instances = List.copyOf(instances);
            logs = List.copyOf(logs);
        }

        int workerGroups() {
            return Math.max(64, groups / WORKER_SHARE);
        }
    }

    /**
     * @param commands the command of a process that runs a command line of ours
     * @param out takes lines for people as they come
     */
    public ScaleBench(Scope scope, Function<List<String>, List<String>> commands, Consumer<String> out) {
        this.scope = scope;
        this.commands = commands;
        this.out = out;
    }

    public ScaleReport run() throws IOException, InterruptedException {
        Machine before = Machine.now();
        out.accept(before.line());
        List<InstancesRow> instances = new ArrayList<>();
        List<LogRow> logs = new ArrayList<>();
        for (String part : scope.parts()) {
            switch (part) {
                case "streams" ->
                    instances.addAll(new StreamsScale(scope.groups(), scope.rounds()).run(scope.instances(), out));
                case "publishers" ->
                    instances.addAll(new PublishersScale(scope.groups(), scope.rounds()).run(scope.instances(), out));
                case "workers" ->
                    instances.addAll(
                            new WorkersScale(scope.workerGroups(), scope.rounds()).run(scope.instances(), out));
                case "logs" -> logs.addAll(new LogScale(scope.logs(), commands, out).run());
                default -> throw new IllegalArgumentException("there is no part " + part);
            }
        }
        return new ScaleReport(before, Machine.now(), instances, logs);
    }
}
