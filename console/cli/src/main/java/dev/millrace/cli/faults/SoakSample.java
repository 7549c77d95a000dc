package dev.millrace.cli.faults;

import java.util.Map;

/**
 * What a run took at one moment.
 *
 * @param second from its beginning
 * @param step the training step it was at
 * @param residentKiB memory in RAM of each process
 * @param stateKiB files of the streams' state
 */
public record SoakSample(long second, int step, Map<String, Long> residentKiB, long stateKiB) {

    public SoakSample {
        residentKiB = Map.copyOf(residentKiB);
    }
}
