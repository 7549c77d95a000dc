package dev.millrace.cli.bench.all;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** CPU of a process and of all that it starts, looked at now and then: what one used after the last look is not seen. */
final class ProcessorTime {

    private static final double MILLIS = 1e3;

    private final Map<Long, Duration> used = new HashMap<>();

    /** Looks at those that live. */
    void look(Process process) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(each -> each.info().totalCpuDuration().ifPresent(time -> used.put(each.pid(), time)));
    }

    /** Of all that were seen. */
    double seconds() {
        return used.values().stream().mapToLong(Duration::toMillis).sum() / MILLIS;
    }
}
