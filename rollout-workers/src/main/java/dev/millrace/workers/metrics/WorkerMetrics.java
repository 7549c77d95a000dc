package dev.millrace.workers.metrics;

import dev.millrace.workers.gate.GateReading;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What a worker has done and where it stands. Written by its threads, read by any. */
public final class WorkerMetrics {

    private final LongAdder tokens = new LongAdder();
    private final LongAdder sequences = new LongAdder();
    private final LongAdder images = new LongAdder();
    private final LongAdder drawingNanos = new LongAdder();
    private final LongAdder groups = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder samplingNanos = new LongAdder();
    private final LongAdder generationNanos = new LongAdder();
    private final LongAdder dependencyNanos = new LongAdder();
    private final LongAdder gateWaitNanos = new LongAdder();
    private final LongAdder checksumFailures = new LongAdder();
    private final AtomicLong appliedVersion = new AtomicLong(-1);
    private final AtomicLong appliedLagMillis = new AtomicLong();
    private final AtomicLong largestLagMillis = new AtomicLong();
    private final AtomicLong applyNanos = new AtomicLong();
    private volatile Supplier<Map<String, Double>> engine = Map::of;
    private volatile GateReading gate = new GateReading(0, 0, 0, 0, 0);

    /** What samples says how it stands, by name. */
    public void sampledBy(Supplier<Map<String, Double>> figures) {
        engine = figures;
    }

    /** Groups were published, with as many sequences and tokens. */
    public void published(long groupCount, long sequenceCount, long tokenCount) {
        groups.add(groupCount);
        sequences.add(sequenceCount);
        tokens.add(tokenCount);
    }

    /** Images were drawn and decoded in this time. */
    public void drawn(long imageCount, Duration duration) {
        images.add(imageCount);
        drawingNanos.add(duration.toNanos());
    }

    /** Images drawn. */
    public long images() {
        return images.sum();
    }

    /** Images for each second of drawing and decoding; 0 if there were none. */
    public double imagesPerSecond() {
        long nanos = drawingNanos.sum();
        return nanos == 0 ? 0 : images.sum() * 1e9 / nanos;
    }

    /** Prompts were refused and that is published. */
    public void refused(long prompts) {
        refused.add(prompts);
    }

    /** A batch could not be published and is sampled again. */
    public void retried() {
        retried.increment();
    }

    /** A batch took this long to sample. */
    public void sampled(Duration duration) {
        samplingNanos.add(duration.toNanos());
    }

    /** Responses took this long to draw from the policy. */
    public void generated(Duration duration) {
        generationNanos.add(duration.toNanos());
    }

    /** Their visual dependency took this long to measure. */
    public void measured(Duration duration) {
        dependencyNanos.add(duration.toNanos());
    }

    /** Time spent on measuring visual dependency for each second of drawing the same responses; 0 if none was measured. */
    public double dependencyCost() {
        long generation = generationNanos.sum();
        return generation == 0 ? 0 : (double) dependencyNanos.sum() / generation;
    }

    /** Prompts waited this long for the gate. */
    public void gateWaited(Duration duration) {
        gateWaitNanos.add(duration.toNanos());
    }

    /** The gate was read. */
    public void gate(GateReading reading) {
        gate = reading;
    }

    /**
     * A version of the weights is served from now on.
     *
     * @param lag from its publication to now
     * @param apply from its last record to now
     */
    public void weightsApplied(long version, Duration lag, Duration apply) {
        appliedVersion.set(version);
        appliedLagMillis.set(lag.toMillis());
        largestLagMillis.accumulateAndGet(lag.toMillis(), Math::max);
        applyNanos.set(apply.toNanos());
    }

    /** A version of the weights was kept out. */
    public void weightsRefused() {
        checksumFailures.increment();
    }

    /** The version that is served; −1 before the first. */
    public long appliedVersion() {
        return appliedVersion.get();
    }

    /** The longest time from publication to use of any version, in milliseconds. */
    public long largestLagMillis() {
        return largestLagMillis.get();
    }

    /** Groups this worker has published. */
    public long groups() {
        return groups.sum();
    }

    /** Tokens this worker has published. */
    public long tokens() {
        return tokens.sum();
    }

    /** Prompts this worker has refused. */
    public long refused() {
        return refused.sum();
    }

    /** Versions of the weights that were kept out. */
    public long checksumFailures() {
        return checksumFailures.sum();
    }

    /** The gate as it was last read. */
    public GateReading gate() {
        return gate;
    }

    /** All figures by name; times in seconds unless the name says otherwise. */
    public Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>(engine.get());
        values.put("worker/tokens", (double) tokens.sum());
        values.put("worker/sequences", (double) sequences.sum());
        values.put("worker/images", (double) images.sum());
        values.put("worker/images_per_second", imagesPerSecond());
        values.put("timing_s/drawing", drawingNanos.sum() / 1e9);
        values.put("worker/groups", (double) groups.sum());
        values.put("worker/refused", (double) refused.sum());
        values.put("worker/retried_batches", (double) retried.sum());
        values.put("timing_s/sampling", samplingNanos.sum() / 1e9);
        values.put("timing_s/generation", generationNanos.sum() / 1e9);
        values.put("timing_s/dependency", dependencyNanos.sum() / 1e9);
        values.put("dependency/cost", dependencyCost());
        values.put("timing_s/gate_wait", gateWaitNanos.sum() / 1e9);
        values.put("gate/underway", (double) gate.underway());
        values.put("weights/applied_version", (double) appliedVersion.get());
        values.put("weights/lag_ms", (double) appliedLagMillis.get());
        values.put("weights/max_lag_ms", (double) largestLagMillis.get());
        values.put("weights/apply_s", applyNanos.get() / 1e9);
        values.put("weights/checksum_fail", (double) checksumFailures.sum());
        return values;
    }
}
