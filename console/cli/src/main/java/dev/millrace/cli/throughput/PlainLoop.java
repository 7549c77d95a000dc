package dev.millrace.cli.throughput;

import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The same function called in a loop by Python alone: what scoring would take if nothing stood between. */
final class PlainLoop {

    private final String python;
    private final Path script;
    private final Path rewards;

    /**
     * @param script the file of the loop
     * @param rewards the file of the functions
     */
    PlainLoop(String python, Path script, Path rewards) {
        this.python = python;
        this.script = script;
        this.rewards = rewards;
    }

    /**
     * Milliseconds that a sample takes.
     *
     * @param style the form of the function, which is also its name
     * @throws UsageException if Python does not run it
     */
    double millis(String style, ThroughputGroups groups, int seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        python,
                        script.toString(),
                        rewards.toString(),
                        style,
                        "" + groups.size(),
                        "" + groups.tokens(),
                        "" + seconds))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new UsageException("the loop in " + python + " failed: " + said);
        }
        return Double.parseDouble(said);
    }
}
