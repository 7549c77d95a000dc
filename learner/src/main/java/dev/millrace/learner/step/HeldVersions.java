package dev.millrace.learner.step;

import dev.millrace.learner.objective.OffPolicyStatistics;
import dev.millrace.policy.learning.HeldWeights;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.schemas.io.Closing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last versions of the weights, under which what they sampled is computed again. A restarted learner begins with none: they
 * are for the metrics alone. Owns their memory until closed; for one thread.
 */
final class HeldVersions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HeldVersions.class);

    private final int most;
    private final Deque<HeldWeights> newestFirst = new ArrayDeque<>();
    private boolean able = true;

    /** @param most versions that are held */
    HeldVersions(int most) {
        this.most = most;
    }

    /** Compares what each of them sampled with what it says now. */
    void measure(List<MiniBatch> parts, OffPolicyStatistics statistics) {
        int age = 0;
        for (HeldWeights weights : newestFirst) {
            age++;
            for (MiniBatch part : parts) {
                for (MiniBatch.Answers answers : part.answers()) {
                    if (answers.micro().holdsAge(age)) {
                        statistics.addHeld(answers.bare(), age, weights.logProbs(answers.batch()));
                    }
                }
            }
        }
    }

    /** Holds the weights as they are now, before a step, and lets go of the oldest. */
    void hold(TrainablePolicy policy) {
        if (most == 0 || !able) {
            return;
        }
        if (newestFirst.size() == most) {
            newestFirst.removeLast().close();
        }
        Optional<HeldWeights> copy = policy.hold();
        copy.ifPresent(newestFirst::addFirst);
        able = copy.isPresent();
        if (!able) {
            log.atWarn()
                    .log("this family of policies holds no earlier weights: only what the newest version sampled is"
                            + " compared, whatever learner.mismatch.versions says");
        }
    }

    @Override
    public void close() {
        List<HeldWeights> held = List.copyOf(newestFirst);
        newestFirst.clear();
        Closing.all(held);
    }
}
