package dev.millrace.cli.bench.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One start.
 *
 * @param seconds from the command to the first committed step
 * @param cpuSeconds CPU of the process until then, compilers included
 * @param points seconds from the command to the points of the start
 */
public record StartOnce(double seconds, double cpuSeconds, Map<String, Double> points) {

    private static final double MILLIS = 1e3;

    /**
     * Reads what a demo has noted.
     *
     * @param asked when its command was given
     * @throws IOException if the file cannot be read or lacks a time
     */
    static StartOnce read(Path file, Instant asked) throws IOException {
        JsonNode noted = JsonMapper.builder().build().readTree(Files.readString(file));
        double before = seconds(asked, Instant.parse(noted.required("began").asText()));
        Map<String, Double> points = new LinkedHashMap<>();
        points.put("process", before);
        noted.required("seconds")
                .properties()
                .forEach(point ->
                        points.put(point.getKey(), before + point.getValue().asDouble()));
        return new StartOnce(
                seconds(asked, Instant.parse(noted.required("committed").asText())),
                noted.required("cpu_seconds").asDouble(),
                points);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / MILLIS;
    }
}
