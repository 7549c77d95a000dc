package dev.millrace.monitoring.monitor;

import dev.millrace.schemas.avro.HeldOutCount;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A held-out result.
 *
 * @param version that was judged
 * @param step that made it
 * @param value what it came to, from 0 to 1
 * @param categories shares of what was right, by family and category with a slash between them
 * @param averaged versions whose weights were averaged; 1 where it was the version itself
 * @param passedOver versions that were passed over before it
 * @param at when it was judged
 * @param took how long that took
 */
public record HeldOutPoint(
        int version,
        int step,
        double value,
        SortedMap<String, Double> categories,
        int averaged,
        int passedOver,
        Instant at,
        Duration took) {

    public HeldOutPoint {
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
    }

    /** The result that a record tells of. */
    public static HeldOutPoint of(HeldOutResult result) {
        SortedMap<String, Double> categories = new TreeMap<>();
        for (HeldOutCount count : result.getCategories()) {
            categories.put(
                    count.getFamily() + "/" + count.getCategory(),
                    count.getAll() == 0 ? 0 : (double) count.getRight() / count.getAll());
        }
        return new HeldOutPoint(
                result.getVersion(),
                result.getStep(),
                result.getValue(),
                categories,
                Math.max(1, PackedInts.view(result.getAveraged()).length()),
                PackedInts.view(result.getPassedOver()).length(),
                result.getEvaluatedAt(),
                Duration.ofMillis(result.getDurationMs()));
    }
}
