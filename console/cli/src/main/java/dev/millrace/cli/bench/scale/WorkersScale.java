package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.bench.Cpu;
import dev.millrace.cli.bench.weights.OurWeights;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Workers of one run side by side, which sample drawn scenes with the shipped policy; each round is a run of its own. */
final class WorkersScale {

    private static final String ROLE = "workers";
    private static final long POLL_MILLIS = 5;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    /** Groups before anything is measured: workers share out the prompts, and the engine warms up. */
    private static final int WARM_SHARE = 4;

    private final int groups;
    private final int rounds;

    WorkersScale(int groups, int rounds) {
        this.groups = groups;
        this.rounds = rounds;
    }

    List<InstancesRow> run(List<Integer> instances, Consumer<String> out) throws IOException, InterruptedException {
        List<InstancesRounds> all = instances.stream().map(InstancesRounds::new).toList();
        round("cold", new InstancesRounds(1));
        for (int round = 0; round < rounds; round++) {
            for (InstancesRounds each : all) {
                round(each.instances() + "-of-" + round, each);
            }
        }
        List<InstancesRow> rows = InstancesRow.of(ROLE, groups, all);
        rows.forEach(row -> out.accept(row.line()));
        return rows;
    }

    private void round(String name, InstancesRounds into) throws IOException, InterruptedException {
        RunId run = new RunId("bench");
        try (BenchStack stack = BenchStack.start();
                OurWeights weights = new OurWeights(stack, new RunNames(stack.topics(), run))) {
            MillraceConfig config = MillraceConfig.loader()
                    .load(
                            Optional.empty(),
                            // Nobody trains here, so the gate would close.
                            List.of("run.id=" + run, "worker.max_staleness=1000000", "worker.dependency.enabled=never"))
                    .with(stack.kafka());
            var base = Policies.find(config.policy());
            weights.commit(PolicyFamilies.found().of(base).weights(base, PolicyVersion.INITIAL));
            new PromptFeeder(
                            stack.connection(),
                            stack.topics(),
                            run,
                            FeedEntries.of(ScenePrompts.ONE_SIZE.training(1, groups * 3 / 2)),
                            FeederConfig.once(),
                            1,
                            1,
                            Clock.systemUTC())
                    .run();
            measure(config, "bench-worker-" + name + "-", into);
        }
    }

    private void measure(MillraceConfig config, String threads, InstancesRounds into) throws InterruptedException {
        List<RolloutWorker> workers = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int instance = 0; instance < into.instances(); instance++) {
            RolloutWorker worker = new RunRoles(config, Clock.systemUTC()).worker(threads + instance);
            workers.add(worker);
            running.add(new Thread(worker::run, threads + instance));
        }
        running.forEach(Thread::start);
        try {
            await(workers, groups / WARM_SHARE, running);
            long before = published(workers);
            double cpu = cpu(threads);
            long begun = System.nanoTime();
            await(workers, groups, running);
            long counted = published(workers) - before;
            into.add(counted / ((System.nanoTime() - begun) / NANOS), (cpu(threads) - cpu) * MILLIS / counted);
        } finally {
            workers.forEach(RolloutWorker::stop);
            for (Thread each : running) {
                each.join();
            }
        }
    }

    /** The threads that read and publish, with those of their clients, and those that sample. */
    private static double cpu(String threads) {
        return Cpu.threads(threads) + Cpu.threads("sampling-");
    }

    private static long published(List<RolloutWorker> workers) {
        return workers.stream().mapToLong(worker -> worker.metrics().groups()).sum();
    }

    private static void await(List<RolloutWorker> workers, int groups, List<Thread> running)
            throws InterruptedException {
        while (published(workers) < groups) {
            if (running.stream().noneMatch(Thread::isAlive)) {
                throw new IllegalStateException(
                        "the workers ended before their groups were published; the log says why");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
