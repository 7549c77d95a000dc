package dev.millrace.cli.bench.sampler;

import dev.millrace.cli.bench.Machine;
import dev.millrace.cli.bench.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What {@code bench sampler} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param load of the server
 * @param windowFull share of the time in which the worker had as much under way as it may
 * @param running requests of the worker that ran in the server, on average
 * @param tokensPerSecond that the server made for the worker
 * @param bareTokensPerSecond that it made for clients that do nothing but ask: the limit
 * @param toBare the first over the second, round by round
 * @param cores of the process without the server's threads, while the worker worked: broker, compilers and collector included
 * @param ownCores of the worker's own threads
 * @param groups that the worker published in all rounds
 */
public record SamplerReport(
        Machine before,
        Machine after,
        ServerLoad load,
        Spread windowFull,
        Spread running,
        Spread tokensPerSecond,
        Spread bareTokensPerSecond,
        Spread toBare,
        Spread cores,
        Spread ownCores,
        long groups) {

    private static final double PERCENT = 100;

    static SamplerReport of(
            Machine before, ServerLoad load, List<SamplerRound> bare, List<SamplerRound> worker, long groups) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < worker.size(); i++) {
            ratios.add(worker.get(i).tokensPerSecond() / bare.get(i).tokensPerSecond());
        }
        return new SamplerReport(
                before,
                Machine.now(),
                load,
                spread(worker, SamplerRound::windowFull),
                spread(worker, SamplerRound::running),
                spread(worker, SamplerRound::tokensPerSecond),
                spread(bare, SamplerRound::tokensPerSecond),
                Spread.of(ratios),
                spread(worker, SamplerRound::cores),
                spread(worker, SamplerRound::ownCores),
                groups);
    }

    private static Spread spread(List<SamplerRound> rounds, ToDoubleFunction<SamplerRound> figure) {
        return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    /** For people. */
    List<String> lines() {
        return List.of(
                line("window full, % of the time", windowFull, PERCENT, "%.1f"),
                line("running in the server, of " + load.window(), running, 1, "%.1f"),
                line("tokens/s", tokensPerSecond, 1, "%.0f"),
                line("tokens/s of bare clients", bareTokensPerSecond, 1, "%.0f"),
                line("worker to bare clients", toBare, 1, "%.3f"),
                line("cores of the worker's threads", ownCores, 1, "%.2f"),
                line("cores of all but the server", cores, 1, "%.2f"),
                "groups published: " + groups);
    }

    private static String line(String name, Spread spread, double unit, String form) {
        return String.format(
                Locale.ROOT,
                "%-32s " + form + " [" + form + "-" + form + "]",
                name,
                unit * spread.median(),
                unit * spread.min(),
                unit * spread.max());
    }
}
