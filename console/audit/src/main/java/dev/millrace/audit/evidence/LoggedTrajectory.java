package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A trajectory without its tokens.
 *
 * @param id its identity
 * @param position where it lies
 * @param at time of the record
 * @param key key of the record
 * @param promptId the prompt it answers
 * @param groupSize how many were sampled with it
 * @param isImage whether the output is an image
 * @param length tokens, or trained denoising steps of an image
 * @param minVersion oldest version that sampled a token
 * @param maxVersion newest version that sampled a token
 * @param sampling what it says of how it was sampled
 * @param problem what is wrong with its payload; null if nothing is
 */
public record LoggedTrajectory(
        TrajectoryId id,
        Position position,
        Instant at,
        String key,
        String promptId,
        int groupSize,
        boolean isImage,
        int length,
        int minVersion,
        int maxVersion,
        LoggedSampling sampling,
        @Nullable String problem) {

    /** @throws IllegalArgumentException if it has no identity */
    static LoggedTrajectory of(Position position, Instant at, String key, Trajectory trajectory) {
        TrajectoryId id = new TrajectoryId(new GroupId(trajectory.getGroupId()), trajectory.getIndex());
        int length = 0;
        int min = 0;
        int max = 0;
        String problem = null;
        try {
            // An image has no tokens: its trained steps are counted by their log-probabilities.
            ByteBuffer counted = trajectory.getFlow() == null ? trajectory.getTokens() : trajectory.getLogprobs();
            length = PackedInts.view(counted).length();
            int[] versions = PackedInts.view(trajectory.getPolicyVersions()).toArray();
            problem = problem(length, versions.length, PackedFloats.view(trajectory.getLogprobs()));
            min = Integer.MAX_VALUE;
            max = Integer.MIN_VALUE;
            for (int version : versions) {
                min = Math.min(min, version);
                max = Math.max(max, version);
            }
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        return new LoggedTrajectory(
                id,
                position,
                at,
                key,
                trajectory.getPrompt().getPromptId(),
                trajectory.getGroupSize(),
                trajectory.getImage() != null || trajectory.getFlow() != null,
                length,
                min,
                max,
                LoggedSampling.of(trajectory),
                problem);
    }

    private static @Nullable String problem(int length, int versions, PackedFloats logprobs) {
        if (length == 0) {
            return "it has no token";
        }
        if (versions != length || logprobs.length() != length) {
            return length + " tokens have " + versions + " versions and " + logprobs.length() + " log-probabilities";
        }
        for (int t = 0; t < length; t++) {
            if (!Float.isFinite(logprobs.at(t))) {
                return "the log-probability of token " + t + " is " + logprobs.at(t);
            }
        }
        return null;
    }
}
