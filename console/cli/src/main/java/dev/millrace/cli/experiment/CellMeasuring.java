package dev.millrace.cli.experiment;

import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures of a cell what was asked for, on its held-out prompts. Stateless; used by one thread at a time. */
final class CellMeasuring {

    /** Batches whose noise is averaged. */
    private static final int BATCHES = 2;

    /** Prompts that are answered without an image. */
    private static final int PROMPTS = 112;

    private static final int ANSWERS = 2;

    private final Set<CellMeasure> asked;

    CellMeasuring(Set<CellMeasure> asked) {
        this.asked = asked.isEmpty() ? Set.of() : EnumSet.copyOf(asked);
    }

    /**
     * Measures.
     *
     * @param settings of the cell
     * @param begun the policy that it began with
     * @param trained the policy at its end
     * @param heldOut prompts that it was not trained on
     * @return null if nothing was asked for
     * @throws UsageException if the weights of the policy are not trained, but an adapter beside them
     */
    @Nullable
    CellMeasures measure(
            MillraceConfig settings, ModelSource begun, ModelSource trained, List<EvaluationItem> heldOut) {
        if (asked.isEmpty()) {
            return null;
        }
        requireFull(settings);
        boolean noise = asked.contains(CellMeasure.GRADIENT_NOISE);
        return new CellMeasures(
                noise ? noise(settings, begun, heldOut) : null,
                noise ? noise(settings, trained, heldOut) : null,
                asked.contains(CellMeasure.PRIOR_DRIFT) ? drift(settings, begun, trained, heldOut) : null);
    }

    /** @throws UsageException if it is an adapter that is trained */
    static void requireFull(MillraceConfig settings) {
        if (!(settings.learner().training().adaptation() instanceof Adaptation.Full)) {
            throw new UsageException("--measure needs a policy whose weights are trained, not an adapter beside them;"
                    + " leave out learner.train=lora, or --measure");
        }
    }

    private static GradientNoise noise(MillraceConfig settings, ModelSource source, List<EvaluationItem> heldOut) {
        int size = Math.min(heldOut.size(), BATCHES * settings.learner().batchGroups());
        List<EvaluationItem> items = heldOut.subList(0, size);
        List<CreditedGroup> groups;
        try (RolloutEngine engine = Policies.open(source, settings.policy().compute())) {
            MeasuredAnswers measured = MeasuredAnswers.of(
                    settings, engine, items, settings.worker().groupSize());
            groups = new CreditedAnswers(settings, engine).of(items, measured);
        }
        List<GradientNoise> batches = new ArrayList<>();
        try (TrainablePolicy policy = trainable(settings, source)) {
            GradientMeter meter = new GradientMeter(
                    policy,
                    settings.worker().temperature(),
                    settings.learner().objective().perceptionWeight());
            int each = Math.max(1, groups.size() / BATCHES);
            for (int from = 0; from + each <= groups.size(); from += each) {
                batches.add(meter.measure(groups.subList(from, from + each)));
            }
        }
        return GradientNoise.mean(batches);
    }

    private static PriorDrift drift(
            MillraceConfig settings, ModelSource begun, ModelSource trained, List<EvaluationItem> heldOut) {
        List<EvaluationItem> items = heldOut.subList(0, Math.min(heldOut.size(), PROMPTS));
        DriftMeter meter;
        try (RolloutEngine engine = Policies.open(begun, settings.policy().compute())) {
            SamplingSettings sampling = new SamplingSettings(
                    ANSWERS,
                    settings.worker().temperature(),
                    Math.min(
                            settings.worker().maxResponseTokens(),
                            engine.description().maxResponseTokens()));
            meter = DriftMeter.of(engine, items, sampling);
        }
        return meter.between(logProbs(settings, begun, meter), logProbs(settings, trained, meter));
    }

    private static float[] logProbs(MillraceConfig settings, ModelSource source, DriftMeter meter) {
        try (TrainablePolicy policy = trainable(settings, source)) {
            return meter.logProbs(policy);
        }
    }

    /** Without a reference, which nothing here reads. */
    private static TrainablePolicy trainable(MillraceConfig settings, ModelSource source) {
        TrainingSettings training = settings.learner().training();
        return Policies.trainable(source, settings.policy().compute())
                .apply(new TrainingSettings(
                        training.optimizer(),
                        training.maxGradientNorm(),
                        false,
                        false,
                        training.adaptation(),
                        training.recompute()));
    }
}
