package dev.millrace.audit.fuzz;

import java.util.List;
import java.util.function.Consumer;

/**
 * A reader under test.
 *
 * @param name what it reads
 * @param samples sound bytes, each at least one
 * @param reader reads bytes
 * @param refusal the one exception by which it refuses bytes
 */
record FuzzTarget(
        String name, List<byte[]> samples, Consumer<byte[]> reader, Class<? extends RuntimeException> refusal) {

    FuzzTarget {
        samples = List.copyOf(samples);
    }
}
