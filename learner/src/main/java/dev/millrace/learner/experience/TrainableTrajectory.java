package dev.millrace.learner.experience;

import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.util.Map;
import java.util.Optional;

/**
 * A trajectory with all that the objective needs.
 *
 * @param id its identity
 * @param tokens the response, n tokens; none if it is an image
 * @param path how the image was drawn, in n trained steps; empty if it is an answer in text
 * @param behaviour log-probability of each token or step under the policy that sampled it, in nat, n finite values
 * @param advantages advantage of each token or step, n finite values
 * @param temperature temperature at which it was sampled
 * @param minVersion oldest policy version among its tokens or steps
 * @param maxVersion newest
 * @param ages of each token or step, how many steps lie between the version that sampled it and the one that it trains, n values
 *     of at least 0; 0 only of that very version
 * @param finish why sampling ended
 * @param reward the composed reward
 * @param components score by scorer
 * @param credit how the advantages came about
 */
public record TrainableTrajectory(
        TrajectoryId id,
        Tokens tokens,
        Optional<FlowPath> path,
        PackedFloats behaviour,
        PackedFloats advantages,
        float temperature,
        int minVersion,
        int maxVersion,
        PackedInts ages,
        FinishReason finish,
        double reward,
        Map<String, Double> components,
        TokenCredit credit) {

    public TrainableTrajectory {
        if (ages.length() != behaviour.length()) {
            throw new IllegalArgumentException(
                    id + " has " + behaviour.length() + " log-probabilities and " + ages.length() + " ages");
        }
        components = Map.copyOf(components);
    }

    /** Response tokens or trained steps, n. */
    public int length() {
        return behaviour.length();
    }

    /** Whether it is an image. */
    public boolean isDrawn() {
        return path.isPresent();
    }

    /** Whether the advantage of any token or step is other than 0. */
    boolean hasAdvantage() {
        for (int i = 0; i < advantages.length(); i++) {
            if (advantages.at(i) != 0) {
                return true;
            }
        }
        return false;
    }

    /** How it was sampled. */
    public SamplingConditions conditions() {
        return new SamplingConditions(temperature, path.map(FlowPath::guidance));
    }
}
