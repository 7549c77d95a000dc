package dev.millrace.cli.follow;

import dev.millrace.cli.data.DrawingItems;
import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.DrawingEvaluator;
import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.cli.evaluate.ShippedReferee;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import java.util.List;

/**
 * What a policy is asked, and how that is judged.
 *
 * @param questions that have an answer
 * @param drawings prompts that ask for images
 * @param rule what a right answer is
 * @param maxTokens most tokens of an answer
 * @param stop texts at which an answer ends
 * @param drawing how images are drawn
 */
public record Examination(
        List<EvaluationItem> questions,
        List<DrawingItem> drawings,
        AccuracyRule rule,
        int maxTokens,
        List<String> stop,
        FlowSettings drawing) {

    public Examination {
        questions = List.copyOf(questions);
        drawings = List.copyOf(drawings);
        stop = List.copyOf(stop);
    }

    /** An examination by the settings of a run. */
    public static Examination of(MillraceConfig settings, List<EvaluationItem> questions, List<DrawingItem> drawings) {
        return new Examination(
                questions,
                drawings,
                AccuracyRule.of(settings),
                settings.worker().maxResponseTokens(),
                settings.worker().stop(),
                settings.worker().drawing());
    }

    /** The same of entries of a data set; those that have neither an answer nor rules are left out. */
    public static Examination of(MillraceConfig settings, List<DatasetEntry> entries) {
        return of(settings, EvaluationItems.of(entries), DrawingItems.of(entries));
    }

    /** Whether it asks for images. */
    public boolean asksForImages() {
        return !drawings.isEmpty();
    }

    /**
     * Examines the policy that an engine serves.
     *
     * @param progress hears how many prompts are done, and may throw to end it
     * @throws IllegalArgumentException naming the prompt, if one does not fit the policy
     */
    public Examined take(RolloutEngine engine, Evaluator.Progress progress) {
        int all = questions.size() + drawings.size();
        var answers = new Evaluator(rule::isRight, maxTokens, stop)
                .judge(engine, questions, (done, unused) -> progress.done(done, all));
        if (!asksForImages()) {
            return new Examined(answers, new DrawingEvaluation(List.of()));
        }
        try (ShippedReferee referee = new ShippedReferee()) {
            return new Examined(
                    answers,
                    new DrawingEvaluator(referee, drawing)
                            .evaluate(engine, drawings, (done, unused) -> progress.done(questions.size() + done, all)));
        }
    }

    /** A digest of all that results depend on besides the policy, 64 hexadecimal digits: equal digests, comparable results. */
    public String digest() {
        return new ExaminationDigest().of(this);
    }
}
