package dev.millrace.learner.experience;

import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import java.util.Map;

/**
 * A trajectory with all that the objective needs.
 *
 * @param id its identity
 * @param tokens the response, n tokens
 * @param behaviour log-probability of each token under the policy that sampled it, in nat, n finite values
 * @param advantages advantage of each token, n finite values
 * @param temperature temperature at which it was sampled
 * @param minVersion oldest policy version among its tokens
 * @param maxVersion newest
 * @param finish why sampling ended
 * @param reward the composed reward
 * @param components score by scorer
 * @param credit how the advantages came about
 */
public record TrainableTrajectory(
        TrajectoryId id,
        Tokens tokens,
        PackedFloats behaviour,
        PackedFloats advantages,
        float temperature,
        int minVersion,
        int maxVersion,
        FinishReason finish,
        double reward,
        Map<String, Double> components,
        TokenCredit credit) {

    public TrainableTrajectory {
        components = Map.copyOf(components);
    }

    /** Response tokens, n. */
    public int length() {
        return tokens.length();
    }
}
