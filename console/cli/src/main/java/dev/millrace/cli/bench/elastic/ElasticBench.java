package dev.millrace.cli.bench.elastic;

import dev.millrace.cli.bench.Machine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The elastic run first, since it says how many steps the others make. Used by one thread, once. */
public final class ElasticBench {

    private final List<Long> seeds;
    private final Duration window;
    private final Duration pause;
    private final Duration patience;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> console;

    /**
     * @param seeds of the runs whose roles stay; the first is that of the elastic run too
     * @param window how long each phase is measured
     * @param pause of the slow scorer for each answer
     * @param patience longest time for what has to happen
     * @param folder empty; gets a folder of each run
     * @param console hears of each phase and run
     */
    public ElasticBench(
            List<Long> seeds,
            Duration window,
            Duration pause,
            Duration patience,
            Path folder,
            Clock clock,
            Consumer<String> console) {
        this.seeds = List.copyOf(seeds);
        this.window = window;
        this.pause = pause;
        this.patience = patience;
        this.folder = folder;
        this.clock = clock;
        this.console = console;
    }

    /** @throws IllegalStateException if a run stands still for longer than the patience */
    public ElasticReport run() throws InterruptedException {
        Machine before = Machine.now();
        console.accept(before.line());
        ElasticResult elastic = run(ElasticPlan.elastic(window, pause), seeds.get(0), folder.resolve("elastic"));
        List<ElasticResult> steady = new ArrayList<>();
        for (long seed : seeds) {
            ElasticResult result =
                    run(ElasticPlan.steady(pause, elastic.steps()), seed, folder.resolve("steady-" + seed));
            console.accept("seed " + seed + " whose roles stay: accuracy " + result.accuracy());
            steady.add(result);
        }
        return ElasticReport.of(before, Machine.now(), pause.toMillis(), elastic, steady);
    }

    private ElasticResult run(ElasticPlan plan, long seed, Path place) throws InterruptedException {
        return new ElasticRun(plan, seed, patience, place, clock, console).run();
    }
}
