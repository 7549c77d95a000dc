package dev.millrace.learner.experience;

import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the advantage of a trajectory was distributed over its tokens, and why. The objective reads the seed of the views;
 * the rest is for the metrics.
 *
 * @param dependency what the worker measured
 * @param weights factor of each token's advantage; empty where every one is 1
 * @param robust robust visual dependency of each token, where the reshaper knows one
 * @param guard why the reshaper left the tokens alone, where it did
 */
public record TokenCredit(
        Optional<Dependency> dependency,
        Optional<PackedFloats> weights,
        Optional<PackedFloats> robust,
        Optional<String> guard) {

    /** Nothing was measured and nothing reshaped. */
    public static final TokenCredit NONE =
            new TokenCredit(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * What a worker measured.
     *
     * @param strong S of each token, in nat
     * @param weak S' of each token, in nat
     * @param views settings of the perturbed views
     * @param seed seed of these views
     */
    public record Dependency(PackedFloats strong, PackedFloats weak, ViewSettings views, long seed) {}

    /**
     * What two records say of a trajectory.
     *
     * @throws IllegalArgumentException if an array is no packed array or settings are out of range
     */
    static TokenCredit of(ExperienceTrajectory reference, Trajectory record) {
        VisualDependency measured = record.getDependency();
        return new TokenCredit(
                measured == null ? Optional.empty() : Optional.of(dependency(measured)),
                floats(reference.getTokenWeights()),
                floats(reference.getRobustDependency()),
                Optional.ofNullable(reference.getGuard()));
    }

    private static Dependency dependency(VisualDependency measured) {
        return new Dependency(
                PackedFloats.view(measured.getStrong()),
                PackedFloats.view(measured.getWeak()),
                new ViewSettings(measured.getMaskProbability(), measured.getNoiseSigma()),
                measured.getMaskSeed());
    }

    private static Optional<PackedFloats> floats(@Nullable ByteBuffer field) {
        return Optional.ofNullable(field).map(PackedFloats::view);
    }
}
