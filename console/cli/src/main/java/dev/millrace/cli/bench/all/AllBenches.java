package dev.millrace.cli.bench.all;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.bench.Machine;
import dev.millrace.cli.bench.Spread;
import dev.millrace.cli.bench.all.BenchResult.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs benches one after the other. One that fails is said and does not hold up the others; one that has left its numbers in the
 * folder before, with the same arguments and of the same sources, is not run again. Belongs to one thread.
 */
public final class AllBenches {

    private static final double NANOS = 1e9;

    private final BenchFiles files;
    private final Function<List<String>, List<String>> commands;
    private final String revision;
    private final Consumer<String> out;
    private final Clock clock;

    /**
     * @param folder takes what they leave; made if it is not there
     * @param commands the command of a process that runs a command line of ours
     * @param revision of the sources
     * @param out takes lines for people as they come
     */
    public AllBenches(
            Path folder,
            Function<List<String>, List<String>> commands,
            String revision,
            Consumer<String> out,
            Clock clock)
            throws IOException {
        this.files = new BenchFiles(folder);
        this.commands = commands;
        this.revision = revision;
        this.out = out;
        this.clock = clock;
    }

    /** Runs them, and leaves {@code all.json} and {@code all.txt} beside their files. */
    public AllReport run(List<PlannedBench> plan, List<Bar> bars) throws IOException, InterruptedException {
        Machine before = Machine.now();
        out.accept(before.line());
        long begun = System.nanoTime();
        List<BenchResult> results = new ArrayList<>();
        for (PlannedBench bench : plan) {
            results.add(result(bench));
        }
        AllReport report = new AllReport(
                revision, before, Machine.now(), (System.nanoTime() - begun) / NANOS, results, rows(bars, results));
        files.write(report);
        out.accept("");
        report.lines().forEach(out);
        return report;
    }

    private BenchResult result(PlannedBench bench) throws IOException, InterruptedException {
        out.accept("");
        Optional<BenchResult> former = files.former(bench.name()).filter(result -> result.standsFor(bench, revision));
        if (former.isPresent()) {
            out.accept("== " + bench.name() + ": kept from " + former.get().began());
            return former.get();
        }
        files.forget(bench.name());
        BenchResult result = bench.missing().isPresent() ? skipped(bench) : ran(bench);
        files.write(result);
        out.accept("== " + result.line());
        return result;
    }

    private BenchResult skipped(PlannedBench bench) {
        return result(bench, State.SKIPPED, bench.missing().orElseThrow(), Machine.now(), 0, 0);
    }

    private BenchResult ran(PlannedBench bench) throws IOException, InterruptedException {
        out.accept("== " + bench.name());
        Machine before = Machine.now();
        List<String> arguments = new ArrayList<>(List.of("bench"));
        arguments.addAll(bench.arguments());
        arguments.addAll(List.of("--json", files.numbers(bench.name()).toString()));
        BenchProcess.Ended ended =
                new BenchProcess(commands.apply(arguments), files.said(bench.name()), bench.limit(), out).run();
        Optional<String> failure = failure(bench, ended);
        return result(
                bench,
                failure.isPresent() ? State.FAILED : State.DONE,
                failure.orElse(""),
                before,
                ended.seconds(),
                ended.cpuSeconds());
    }

    private Optional<String> failure(PlannedBench bench, BenchProcess.Ended ended) {
        if (ended.exitCode() == BenchProcess.TOO_LONG) {
            return Optional.of("ended after " + bench.limit().toMinutes() + " minutes, which is its limit");
        }
        if (ended.exitCode() != 0) {
            return Optional.of("exit code " + ended.exitCode() + ": " + ended.lastWords());
        }
        return files.read(bench.name()).isPresent()
                ? Optional.empty()
                : Optional.of("it left no numbers in " + files.numbers(bench.name()));
    }

    private BenchResult result(
            PlannedBench bench, State state, String note, Machine before, double seconds, double cpuSeconds) {
        return new BenchResult(
                bench.name(),
                bench.arguments(),
                revision,
                state,
                note,
                clock.instant().minusMillis((long) (seconds * 1_000)).toString(),
                seconds,
                cpuSeconds,
                before,
                Machine.now().load());
    }

    private List<BarRow> rows(List<Bar> bars, List<BenchResult> results) {
        Map<String, BenchResult> byName =
                results.stream().collect(Collectors.toMap(BenchResult::name, Function.identity()));
        return bars.stream().map(bar -> row(bar, byName)).toList();
    }

    private BarRow row(Bar bar, Map<String, BenchResult> results) {
        if (bar.bench().isEmpty()) {
            return BarRow.unmeasured(bar, bar.otherwise());
        }
        String bench = bar.bench().get();
        BenchResult result = results.get(bench);
        if (result == null) {
            return BarRow.unmeasured(bar, bench + " was not asked for");
        }
        if (result.state() != State.DONE) {
            return BarRow.unmeasured(bar, bench + " " + result.state().word());
        }
        Optional<JsonNode> numbers = files.read(bench);
        Optional<Spread> figure = numbers.flatMap(bar::figure);
        return figure.map(found -> BarRow.measured(bar, found))
                .orElseGet(() -> BarRow.unmeasured(bar, bench + " has no figure at " + bar.at()));
    }
}
