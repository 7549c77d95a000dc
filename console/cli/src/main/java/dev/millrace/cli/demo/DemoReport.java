package dev.millrace.cli.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.HeldOutCurve;
import dev.millrace.monitoring.monitor.HeldOutPoint;
import dev.millrace.monitoring.monitor.RunSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a demo leaves in {@code report.json}.
 *
 * @param runId the run
 * @param steps optimizer steps made
 * @param wallSeconds from the command's begin to the report
 * @param before the policy the run began with, on the held-out prompts
 * @param after the policy it ended with, on the same prompts
 * @param accounting what became of every trajectory
 * @param weights what was published, and how soon it was served
 * @param reshaping how advantages were distributed over tokens
 * @param throughput rates over the training
 * @param evaluations what evaluators found while it trained; absent where there was none
 */
public record DemoReport(
        String runId,
        int steps,
        double wallSeconds,
        Standing before,
        Standing after,
        Account accounting,
        Weights weights,
        Reshaping reshaping,
        Throughput throughput,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<HeldOut> evaluations) {

    public DemoReport {
        evaluations = List.copyOf(evaluations);
    }

    /** A run that was judged before and after it trained, and not meanwhile. */
    public DemoReport(
            String runId,
            int steps,
            double wallSeconds,
            Standing before,
            Standing after,
            Account accounting,
            Weights weights,
            Reshaping reshaping,
            Throughput throughput) {
        this(runId, steps, wallSeconds, before, after, accounting, weights, reshaping, throughput, List.of());
    }

    /**
     * The results of one evaluator.
     *
     * @param evaluator its name
     * @param bestVersion the version with the best result
     * @param bestValue what that came to, from 0 to 1
     * @param passedOver versions that it was too slow for
     * @param results in the order of the steps
     */
    public record HeldOut(
            String evaluator, int bestVersion, double bestValue, long passedOver, List<HeldOutVersion> results) {

        static HeldOut of(HeldOutCurve curve) {
            return new HeldOut(
                    curve.evaluator(),
                    curve.best().version(),
                    curve.best().value(),
                    curve.passedOver(),
                    curve.points().stream().map(HeldOutVersion::of).toList());
        }
    }

    /**
     * One version's.
     *
     * @param value from 0 to 1: the mean of the families
     * @param categories shares that were right, by family and category
     */
    public record HeldOutVersion(int version, int step, double value, SortedMap<String, Double> categories) {

        static HeldOutVersion of(HeldOutPoint point) {
            return new HeldOutVersion(point.version(), point.step(), point.value(), point.categories());
        }
    }

    /** How good a policy was: an {@link Accuracy}, or {@link Abilities} where it also draws. */
    public sealed interface Standing {

        /** How good its answers were. */
        Accuracy understanding();
    }

    /**
     * How good a policy was that answers and draws.
     *
     * @param generation images of objects, by GenEval's categories
     * @param knowledge images of answers, by WISE's categories
     * @param editing images that were changed, by kind of change
     */
    public record Abilities(Accuracy understanding, Accuracy generation, Accuracy knowledge, Accuracy editing)
            implements Standing {}

    /**
     * What was right as fractions of 1.
     *
     * @param overall of all answers; of images the mean of the categories
     */
    public record Accuracy(double overall, SortedMap<String, Double> categories) implements Standing {

        @Override
        public Accuracy understanding() {
            return this;
        }

        static Accuracy of(Evaluation evaluation) {
            return new Accuracy(evaluation.overall(), evaluation.categories());
        }
    }

    /**
     * Trajectories by what became of them; the imbalance is 0 when each has exactly one state.
     *
     * @param abandoned ends that were taken back as the learner went back to a checkpoint; those trajectories got others.
     *     Absent where there are none
     */
    public record Account(
            long published,
            long trained,
            long pending,
            SortedMap<String, Long> dropped,
            long imbalance,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long abandoned) {

        static Account of(Totals totals) {
            return new Account(
                    totals.published(),
                    totals.trained(),
                    totals.pending(),
                    new TreeMap<>(totals.dropped()),
                    totals.imbalance(),
                    totals.abandoned());
        }
    }

    /**
     * @param published versions, the first weights included
     * @param appliedMaxLagMs longest time from the publication of a version to its first use by a worker
     * @param lineage of the last one: how often the learner went back to a checkpoint; absent where it never did
     */
    public record Weights(
            long published, long appliedMaxLagMs, @JsonInclude(JsonInclude.Include.NON_DEFAULT) int lineage) {

        static Weights of(RunSnapshot last, Duration appliedMaxLag) {
            long newest = Math.round(last.metric("weights/published_version").orElse(last.step()));
            return new Weights(newest + 1, appliedMaxLag.toMillis(), (int)
                    last.metric("weights/lineage").orElse(0));
        }
    }

    /**
     * @param method name of the reshaper
     * @param meanWeight mean weight of the tokens in the last step; 1 where nothing was reshaped
     * @param amplifiedShare share of the tokens with a weight above 1 in the last step
     * @param dependencyCost seconds spent on measuring visual dependency for each second of drawing the same responses
     */
    public record Reshaping(String method, double meanWeight, double amplifiedShare, double dependencyCost) {

        static Reshaping of(String method, TrainingOutcome trained) {
            return new Reshaping(
                    method,
                    trained.last().metric("credit/mean_weight").orElse(1),
                    trained.last().metric("credit/amplified_share").orElse(0),
                    trained.dependencyCost());
        }
    }

    /**
     * @param trainingSeconds from the first sampled group to the last step
     * @param tokensPerSecond response tokens sampled
     * @param samplesPerSecond trajectories sampled
     * @param groupsPerSecond groups closed
     * @param secondsPerStep per optimizer step
     * @param imagesPerSecond images sampled
     * @param imagesPerDrawingSecond images sampled for each second that the worker spent on drawing and decoding
     */
    public record Throughput(
            double trainingSeconds,
            double tokensPerSecond,
            double samplesPerSecond,
            double groupsPerSecond,
            double secondsPerStep,
            double imagesPerSecond,
            double imagesPerDrawingSecond) {}

    /** Writes the report whole: a reader finds the old one, none, or this. */
    public void write(Path file) {
        Path temporary = file.resolveSibling(file.getFileName() + ".writing");
        try {
            Files.writeString(temporary, toJson() + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** The report as JSON. */
    public String toJson() {
        try {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be written as JSON", e);
        }
    }
}
