package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.NonNegative;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.packed.TokenLogProbs;
import dev.millrace.streams.assembly.HeldTrajectory;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reshaping.TokenMeasures;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Looks at the payload of a trajectory: its arrays belong together and hold finite numbers, and numbers that can be: the
 * log-probabilities of its tokens are some, and no version, entropy or divergence is below 0. Stateless.
 */
public final class TrajectoryCheck {

    private TrajectoryCheck() {}

    /**
     * What is kept of a trajectory.
     *
     * @param reads what the reshaper reads of its tokens: all is checked, only that is kept
     * @param position where it lies
     */
    static HeldTrajectory check(Trajectory trajectory, Measure reads, RecordMetadata position) {
        return check(trajectory, reads, position.partition(), position.offset());
    }

    /** As above, of a trajectory that lies at a partition and offset of its topic. */
    public static HeldTrajectory check(Trajectory trajectory, Measure reads, int partition, long offset) {
        int index = trajectory.getIndex();
        try {
            int tokens = PackedInts.view(trajectory.getTokens()).length();
            int length = drawn(trajectory) ? FlowCheck.trainedSteps(trajectory, tokens) : tokens;
            PackedInts versions = PackedInts.view(trajectory.getPolicyVersions());
            requireLength("policy_versions", versions.length(), length);
            int below = NonNegative.firstBelow(versions);
            if (below >= 0) {
                throw below("policy_versions", below, versions.at(below));
            }
            requireFinite("logprobs", trajectory.getLogprobs(), length);
            if (!drawn(trajectory)) {
                requireProbabilities(PackedFloats.view(trajectory.getLogprobs()));
            }
            if (trajectory.getEntropies().hasRemaining()) {
                requireFinite("entropies", trajectory.getEntropies(), length);
                if (!drawn(trajectory)) {
                    requireNonNegative("entropies", trajectory.getEntropies());
                }
            }
            VisualDependency dependency = trajectory.getDependency();
            if (dependency != null) {
                requireFinite("dependency.strong", dependency.getStrong(), length);
                requireFinite("dependency.weak", dependency.getWeak(), length);
                requireNonNegative("dependency.strong", dependency.getStrong());
                requireNonNegative("dependency.weak", dependency.getWeak());
            }
            int min = versions.at(0);
            int max = versions.at(0);
            for (int t = 1; t < length; t++) {
                min = Math.min(min, versions.at(t));
                max = Math.max(max, versions.at(t));
            }
            return new HeldTrajectory.Usable(index, partition, offset, length, min, max, kept(trajectory, reads));
        } catch (ArithmeticException e) {
            return new HeldTrajectory.Refused(index, DropReason.NON_FINITE, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new HeldTrajectory.Refused(index, DropReason.UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    private static TokenMeasures kept(Trajectory trajectory, Measure reads) {
        VisualDependency dependency = trajectory.getDependency();
        if (reads == Measure.DEPENDENCY && dependency != null) {
            return TokenMeasures.ofDependency(
                    PackedFloats.view(dependency.getStrong()), PackedFloats.view(dependency.getWeak()));
        }
        if (reads == Measure.ENTROPY && trajectory.getEntropies().hasRemaining()) {
            return TokenMeasures.ofEntropies(PackedFloats.view(trajectory.getEntropies()));
        }
        return TokenMeasures.NONE;
    }

    /** Whether it is an image; one of the two fields alone is refused later. */
    public static boolean drawn(Trajectory trajectory) {
        return trajectory.getImage() != null || trajectory.getFlow() != null;
    }

    private static void requireLength(String field, int entries, int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("it has no response token");
        }
        if (entries != tokens) {
            throw new IllegalArgumentException(field + " has " + entries + " entries for " + tokens + " tokens");
        }
    }

    private static void requireProbabilities(PackedFloats logProbs) {
        int above = TokenLogProbs.firstAbove(logProbs);
        if (above >= 0) {
            throw new IllegalArgumentException("logprobs of token " + above + " is " + logProbs.at(above)
                    + ", which is no logarithm of a probability");
        }
    }

    private static void requireNonNegative(String field, ByteBuffer packed) {
        PackedFloats values = PackedFloats.view(packed);
        int below = NonNegative.firstBelow(values);
        if (below >= 0) {
            throw below(field, below, values.at(below));
        }
    }

    private static IllegalArgumentException below(String field, int token, Number value) {
        return new IllegalArgumentException(field + " of token " + token + " is " + value + ", which is below 0");
    }

    private static void requireFinite(String field, ByteBuffer packed, int tokens) {
        PackedFloats values = PackedFloats.view(packed);
        requireLength(field, values.length(), tokens);
        for (int t = 0; t < tokens; t++) {
            if (!Float.isFinite(values.at(t))) {
                throw new ArithmeticException(field + " of token " + t + " is " + values.at(t));
            }
        }
    }
}
