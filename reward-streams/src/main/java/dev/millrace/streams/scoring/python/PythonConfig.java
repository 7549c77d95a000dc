package dev.millrace.streams.scoring.python;

import java.time.Duration;
import java.util.Map;

/**
 * The settings of a scorer that is a function in Python.
 *
 * @param function its file and its name, as in {@code rewards.py:exact}
 * @param style which form it has, or {@code auto} to tell it by its arguments
 * @param python the Python that runs it, with the packages it needs; 3.8 or newer
 * @param kwargs further arguments of the function, by name
 * @param messages whether a function of style {@code trl} gets prompts and completions as lists of messages instead of texts
 * @param images whether the function gets the images, as {@code bytes}
 * @param callTimeout longest time for one call of the function, after which its process is ended; 0 for half of the
 *     scorer's {@code timeout}
 * @param startTimeout longest time until the function is loaded, imports included
 * @param memoryMb most MiB of data that each of its processes may hold, as {@code RLIMIT_DATA}; 0 for no limit
 */
public record PythonConfig(
        String function,
        PythonStyle style,
        String python,
        Map<String, Object> kwargs,
        boolean messages,
        ImageForm images,
        Duration callTimeout,
        Duration startTimeout,
        int memoryMb) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public PythonConfig {
        if (python.isBlank()) {
            throw new IllegalArgumentException("python must name a program, as in python=python3");
        }
        if (callTimeout.isNegative()) {
            throw new IllegalArgumentException("call_timeout must be at least 0");
        }
        if (startTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("start_timeout must be at least 1 ms");
        }
        if (memoryMb < 0) {
            throw new IllegalArgumentException("memory_mb must be at least 0, not " + memoryMb);
        }
    }

    /** Whatever {@code python3} is on the path, 4 GiB, a minute to load. */
    static PythonConfig defaults() {
        return new PythonConfig(
                "",
                PythonStyle.AUTO,
                "python3",
                Map.of(),
                false,
                ImageForm.NONE,
                Duration.ZERO,
                Duration.ofMinutes(1),
                4096);
    }
}
