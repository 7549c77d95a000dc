package dev.millrace.cli.bench.sampler;

import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.bench.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A worker in front of a server that keeps a pace, and clients that do nothing but ask it, in turns. Belongs to one thread.
 */
public final class SamplerBench {

    /** Answers of uneven length are longer than this on average. */
    private static final int FEWEST_TOKENS = 40;

    private static final int ENDING_SECONDS = 20;

    private final ServerLoad load;
    private final int rounds;
    private final List<String> settings;
    private final Consumer<String> out;

    /**
     * @param rounds of each side
     * @param settings overrides of a configuration, as the command line takes them
     * @param out takes lines for people as they come
     */
    public SamplerBench(ServerLoad load, int rounds, List<String> settings, Consumer<String> out) {
        this.load = load;
        this.rounds = rounds;
        this.settings = List.copyOf(settings);
        this.out = out;
    }

    /** Measures one round after the other. */
    public SamplerReport run() throws IOException, InterruptedException {
        Machine before = Machine.now();
        out.accept(before.line());
        List<SamplerRound> bare = new ArrayList<>();
        List<SamplerRound> worker = new ArrayList<>();
        long groups = 0;
        try (BenchStack stack = BenchStack.start()) {
            BenchRun run = BenchRun.begin(stack, settings, rounds * promptsOfRound());
            for (int round = 0; round < rounds; round++) {
                bare.add(bare(run));
                try (PaceServer server = new PaceServer(load, run.end());
                        BenchWorker working = new BenchWorker(run.config(server.url(), load), round, load)) {
                    working.awaitGroups();
                    worker.add(SamplerRound.measure(
                            server,
                            load,
                            working::isWindowFull,
                            BenchWorker.ID,
                            "sampling-",
                            "server-",
                            "HttpClient-"));
                    groups += working.groups();
                }
                say("bare clients", bare.get(round));
                say("worker", worker.get(round));
            }
        }
        SamplerReport report = SamplerReport.of(before, load, bare, worker, groups);
        report.lines().forEach(out);
        return report;
    }

    private SamplerRound bare(BenchRun run) throws IOException, InterruptedException {
        try (PaceServer server = new PaceServer(load, run.end());
                BareClients clients = new BareClients(server, load)) {
            SamplerRound round = SamplerRound.measure(server, load, () -> true, BareClients.THREADS, "HttpClient-");
            clients.check();
            return round;
        }
    }

    /** Enough that none is waited for, whatever the size of a group. */
    private int promptsOfRound() {
        int seconds = load.warmUpSeconds() + load.seconds() + ENDING_SECONDS;
        return 2 + seconds * load.tokensPerSecond() / (2 * FEWEST_TOKENS);
    }

    private void say(String side, SamplerRound round) {
        out.accept(String.format(
                Locale.ROOT,
                "  %-12s %5.1f running, %6.0f tokens/s, %.2f cores",
                side,
                round.running(),
                round.tokensPerSecond(),
                round.ownCores()));
    }
}
