package dev.millrace.cli.experiment;

import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.evaluate.ItemInput;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures {@link PriorDrift}: what a policy says when it sees nothing, and what another thinks of that. For one thread. */
final class DriftMeter {

    private static final int BATCH = 16;
    private static final long SEED = 29;

    /** Beyond it a divergence of one token says no more. */
    private static final double MOST = 20;

    private static final int CHANNELS = 3;

    private final List<AnswerBatch> asked;
    private final boolean[] seen;

    private DriftMeter(List<AnswerBatch> asked, boolean[] seen) {
        this.asked = List.copyOf(asked);
        this.seen = seen;
    }

    /**
     * Lets a policy answer questions about black images.
     *
     * @param engine serves it
     * @param sampling how
     */
    static DriftMeter of(RolloutEngine engine, List<EvaluationItem> items, SamplingSettings sampling) {
        List<AnswerBatch> asked = new ArrayList<>();
        List<Boolean> seen = new ArrayList<>();
        for (int from = 0; from < items.size(); from += BATCH) {
            List<RolloutRequest> requests = new ArrayList<>();
            for (EvaluationItem item : items.subList(from, Math.min(items.size(), from + BATCH))) {
                List<EncodedImage> black =
                        item.images().stream().map(DriftMeter::black).toList();
                requests.add(new RolloutRequest(
                        ItemInput.of(engine.format(), item.id(), item.system(), item.problem(), black),
                        SEED + from + requests.size()));
            }
            List<SampledGroup> sampled =
                    engine.sample(requests, sampling, Optional.empty()).groups();
            List<AnswerBatch.Group> groups = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                List<SampledAnswer> answers = sampled.get(i).answers();
                if (!answers.isEmpty()) {
                    groups.add(new AnswerBatch.Group(
                            requests.get(i).input(),
                            Optional.empty(),
                            answers.stream().map(SampledAnswer::tokens).toList()));
                    for (SampledAnswer answer : answers) {
                        for (boolean names : SeenWords.of(engine.format(), answer.tokens())) {
                            seen.add(names);
                        }
                    }
                }
            }
            asked.add(new AnswerBatch(groups, sampling.temperature(), 1));
        }
        boolean[] all = new boolean[seen.size()];
        for (int t = 0; t < all.length; t++) {
            all[t] = seen.get(t);
        }
        return new DriftMeter(asked, all);
    }

    private static EncodedImage black(EncodedImage image) {
        RgbImage shown = PngCodec.decode(image);
        return PngCodec.encode(
                RgbImage.of(shown.width(), shown.height(), new byte[shown.width() * shown.height() * CHANNELS]));
    }

    /** Log-probabilities of all its answers under a policy, in nat. */
    float[] logProbs(TrainablePolicy policy) {
        float[] all = new float[seen.length];
        int next = 0;
        for (AnswerBatch batch : asked) {
            float[] part = policy.logProbs(batch);
            System.arraycopy(part, 0, all, next, part.length);
            next += part.length;
        }
        return all;
    }

    /**
     * The drift.
     *
     * @param begun log-probabilities under the policy that answered
     * @param trained under the other one
     */
    PriorDrift between(float[] begun, float[] trained) {
        return between(seen, begun, trained);
    }

    static PriorDrift between(boolean[] seen, float[] begun, float[] trained) {
        double named = 0;
        double other = 0;
        int count = 0;
        for (int t = 0; t < seen.length; t++) {
            double d = Math.max(-MOST, Math.min(MOST, (double) trained[t] - begun[t]));
            double k3 = Math.exp(d) - 1 - d;
            if (seen[t]) {
                named += k3;
                count++;
            } else {
                other += k3;
            }
        }
        return new PriorDrift(
                (named + other) / Math.max(1, seen.length),
                named / Math.max(1, count),
                other / Math.max(1, seen.length - count));
    }
}
