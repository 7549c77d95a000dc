package dev.millrace.runtime.memory;

import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A change of settings by which a policy takes less memory.
 *
 * @param words the change, for people
 * @param narrow whether weights are held in bfloat16 then
 * @param how what becomes of a work: the same where nothing of it is changed
 */
record Saving(String words, boolean narrow, UnaryOperator<Workload> how) {

    private static final Adaptation SMALL =
            new Adaptation.LowRank(16, 32, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 0);

    private static final List<Saving> SINGLE = List.of(
            training("learner.recompute=true", of -> of.holding(true, of.heldVersions())),
            training(
                    "smaller micro-batches (learner.micro_batch_tokens)",
                    of -> of.ofSize(1, 1, of.promptTokens(), of.answerTokens())),
            sampling(
                    "half as large groups (worker.group_size)",
                    of -> of.ofSize(half(of.sequences()), of.promptTokens(), of.answerTokens())),
            new Saving("half as long answers (worker.max_response_tokens)", false, Saving::withShorterAnswers),
            new Saving("half as many pixels (policy.max_pixels)", false, Saving::withSmallerImages),
            training("learner.mismatch.versions=0", of -> of.holding(of.recompute(), 0)),
            training("learner.objective.kl_beta=0", of -> of.of(of.adaptation(), false)),
            training("learner.train_tower=false", of -> of.of(withoutTower(of.adaptation()), of.reference())),
            new Saving("policy.precision=bfloat16", true, work -> work),
            new Saving("learner.train=lora", false, Saving::ofAdapter));

    /** From the smallest change to the largest. */
    static List<Saving> all() {
        List<Saving> all = new ArrayList<>(SINGLE);
        all.add(new Saving("learner.train=lora with policy.precision=bfloat16", true, Saving::ofAdapter));
        all.add(new Saving("all of these together", true, work -> {
            Workload least = work;
            for (Saving each : SINGLE) {
                least = each.how().apply(least);
            }
            return least;
        }));
        return all;
    }

    private static Saving training(String words, UnaryOperator<Workload.Training> how) {
        return new Saving(words, false, work -> work instanceof Workload.Training of ? how.apply(of) : work);
    }

    private static Saving sampling(String words, UnaryOperator<Workload.Sampling> how) {
        return new Saving(words, false, work -> work instanceof Workload.Sampling of ? how.apply(of) : work);
    }

    /** What it is computed with. */
    ComputeSettings compute(ComputeSettings before) {
        return narrow && before.effectivePrecision() != Precision.BFLOAT16
                ? new ComputeSettings(before.threads(), before.device(), Precision.BFLOAT16)
                : before;
    }

    private static int half(int number) {
        return Math.max(1, number / 2);
    }

    private static Workload withShorterAnswers(Workload work) {
        if (work instanceof Workload.Training of) {
            return of.ofSize(of.prompts(), of.sequences(), of.promptTokens(), half(of.answerTokens()));
        }
        return work instanceof Workload.Sampling of
                ? of.ofSize(of.sequences(), of.promptTokens(), half(of.answerTokens()))
                : work;
    }

    private static Workload withSmallerImages(Workload work) {
        if (work instanceof Workload.Training of) {
            return of.ofSize(of.prompts(), of.sequences(), half(of.promptTokens()), of.answerTokens());
        }
        return work instanceof Workload.Sampling of
                ? of.ofSize(of.sequences(), half(of.promptTokens()), of.answerTokens())
                : work;
    }

    private static Adaptation withoutTower(Adaptation adaptation) {
        if (adaptation instanceof Adaptation.LowRank low) {
            return new Adaptation.LowRank(
                    low.rank(), low.alpha(), low.rankStabilized(), low.targets(), false, low.seed());
        }
        return Adaptation.FULL;
    }

    private static Workload ofAdapter(Workload work) {
        if (work instanceof Workload.Training of) {
            return of.adaptation() instanceof Adaptation.LowRank ? of : of.of(SMALL, of.reference());
        }
        if (work instanceof Workload.Measuring of) {
            return new Workload.Measuring(
                    of.sequences(),
                    of.promptTokens(),
                    of.answerTokens(),
                    of.versions(),
                    of.adaptation() instanceof Adaptation.LowRank ? of.adaptation() : SMALL);
        }
        return work instanceof Workload.Sampling of ? of.ofWhole(false) : work;
    }
}
