package dev.millrace.cli.bench.sampler;

import dev.millrace.cli.bench.Cpu;
import dev.millrace.cli.bench.ThreadTimes;
import java.util.function.BooleanSupplier;

/**
 * What went on while a server was looked at.
 *
 * @param windowFull share of the looks at which the window was full, as the asking side counts it
 * @param running requests that ran in the server, on average
 * @param tokensPerSecond that the server made
 * @param cores of the process without the threads of the server: broker, compilers and collector included
 * @param ownCores of the threads of the asking side
 */
record SamplerRound(double windowFull, double running, double tokensPerSecond, double cores, double ownCores) {

    private static final long LOOK_MILLIS = 10;

    /**
     * Looks for as long as the load says.
     *
     * @param full whether the window is full now
     * @param own parts of the names of the threads that ask
     */
    static SamplerRound measure(PaceServer server, ServerLoad load, BooleanSupplier full, String... own)
            throws InterruptedException {
        Thread.sleep(load.warmUpSeconds() * 1_000L);
        PaceReading before = server.read();
        double cpu = Cpu.process();
        ThreadTimes serving = serving();
        ThreadTimes asking = ThreadTimes.now(own);
        int looks = 0;
        int seenFull = 0;
        while (server.read().secondsSince(before) < load.seconds()) {
            Thread.sleep(LOOK_MILLIS);
            looks++;
            seenFull += full.getAsBoolean() ? 1 : 0;
        }
        PaceReading after = server.read();
        double seconds = after.secondsSince(before);
        return new SamplerRound(
                (double) seenFull / looks,
                after.runningSince(before),
                after.tokensPerSecondSince(before),
                (Cpu.process() - cpu - serving().secondsSince(serving)) / seconds,
                ThreadTimes.now(own).secondsSince(asking) / seconds);
    }

    private static ThreadTimes serving() {
        return ThreadTimes.now(PaceServer.THREADS, PaceServer.DISPATCHER);
    }
}
