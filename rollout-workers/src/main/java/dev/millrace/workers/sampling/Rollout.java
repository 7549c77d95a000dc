package dev.millrace.workers.sampling;

import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.workers.drawing.DrawnImage;
import java.util.List;
import java.util.Optional;

/** What the policy made of one prompt: a whole group. */
public sealed interface Rollout {

    /** Whether every log-probability is a number that can be trained. */
    boolean isFinite();

    /**
     * Answers in text.
     *
     * @param dependency how much they depend on the image, where that was measured
     */
    record Answers(List<Completion> completions, Optional<MeasuredGroup> dependency) implements Rollout {

        @Override
        public boolean isFinite() {
            return completions.stream().allMatch(Answers::isFinite)
                    && dependency.map(MeasuredGroup::isFinite).orElse(true);
        }

        private static boolean isFinite(Completion completion) {
            for (int i = 0; i < completion.logProbs().length(); i++) {
                if (!Float.isFinite(completion.logProbs().at(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Images; a path is finite by itself. */
    record Images(List<DrawnImage> images) implements Rollout {

        @Override
        public boolean isFinite() {
            return true;
        }
    }
}
