package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.policy.learning.TrainablePolicy;
import java.util.List;

/**
 * Which groups go through the policy: those whose gradient may be other than 0. A group whose advantages are all 0 has none, unless
 * a term beside the surrogate reads it. Losses stay normalised by all groups, so that leaving such a group out changes the gradient by
 * rounding only. Immutable.
 *
 * @param allAnswers whether answers pass in any case
 * @param allDrawings whether images pass in any case
 */
record Passing(boolean allAnswers, boolean allDrawings) {

    static Passing of(ObjectiveConfig objective, TrainablePolicy policy) {
        return new Passing(
                objective.readsAnswersWithoutAdvantage() || policy.hasOwnLoss(),
                objective.drawing().needsReference() || policy.hasOwnLoss());
    }

    /** Those of some groups that pass, in their order. */
    List<TrainableGroup> of(List<TrainableGroup> groups) {
        return groups.stream()
                .filter(group -> (group.isDrawn() ? allDrawings : allAnswers) || group.hasAdvantage())
                .toList();
    }
}
