package dev.millrace.cli.bench.policy;

import dev.millrace.cli.bench.Cpu;
import dev.millrace.cli.bench.Spread;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that was done again and again.
 *
 * @param seconds of wall time
 * @param cpuSeconds of the process, compilers and collector included
 */
public record Timed(Spread seconds, Spread cpuSeconds) {

    private static final double NANOS = 1e9;

    /** Does it so often, and so often before anything is measured. */
    static Timed of(int warm, int rounds, Runnable work) {
        List<Double> seconds = new ArrayList<>();
        List<Double> cpuSeconds = new ArrayList<>();
        for (int round = 0; round < warm + rounds; round++) {
            double cpu = Cpu.process();
            long begun = System.nanoTime();
            work.run();
            if (round >= warm) {
                seconds.add((System.nanoTime() - begun) / NANOS);
                cpuSeconds.add(Cpu.process() - cpu);
            }
        }
        return new Timed(Spread.of(seconds), Spread.of(cpuSeconds));
    }
}
