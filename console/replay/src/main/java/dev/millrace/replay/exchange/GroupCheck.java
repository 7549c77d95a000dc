package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.NonNegative;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.packed.TokenLogProbs;
import dev.millrace.streams.advantage.GroupRewards;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold between the fields of one group, whatever file it came from.
 *
 * @param where names the group
 */
record GroupCheck(String where) {

    private static final int WIDTH = 4;

    /**
     * Checks that its parts belong together.
     *
     * @throws InputException naming the first field that does not
     */
    void belongTogether(LoggedGroup group) {
        identity(group);
        Map<Integer, Integer> lengths = new HashMap<>();
        for (LoggedTrajectory each : group.getTrajectories()) {
            Trajectory trajectory = each.getTrajectory();
            int index = trajectory.getIndex();
            if (index < 0 || index >= group.getGroupSize()) {
                throw wrong(
                        field(index, INDEX),
                        "must be from 0 to " + (group.getGroupSize() - 1) + ", as " + GROUP_SIZE + " is "
                                + group.getGroupSize());
            }
            if (lengths.put(index, length(trajectory)) != null) {
                throw wrong(TRAJECTORIES, "has two trajectories of index " + index);
            }
            each.getScores().forEach(score -> score(index, score));
        }
        Experience experience = group.getExperience();
        if (experience != null) {
            Set<Integer> credited = new HashSet<>();
            for (ExperienceTrajectory each : experience.getTrajectories()) {
                if (!credited.add(each.getIndex())) {
                    throw wrong(EXPERIENCE, "names trajectory " + each.getIndex() + " twice");
                }
                credit(each, lengths.get(each.getIndex()));
            }
        }
    }

    /** Checks that every number is finite: a container file can hold any, JSON lines are read so that they cannot. */
    void finite(LoggedGroup group) {
        for (LoggedTrajectory each : group.getTrajectories()) {
            Trajectory trajectory = each.getTrajectory();
            finite(trajectory.getIndex(), LOGPROBS, trajectory.getLogprobs());
            finite(trajectory.getIndex(), ENTROPIES, trajectory.getEntropies());
            VisualDependency dependency = trajectory.getDependency();
            if (dependency != null) {
                finite(trajectory.getIndex(), VISUAL_DEPENDENCY, dependency.getStrong());
                finite(trajectory.getIndex(), VISUAL_INCONSISTENCY, dependency.getWeak());
            }
        }
        Experience experience = group.getExperience();
        if (experience != null) {
            for (ExperienceTrajectory each : experience.getTrajectories()) {
                if (!Double.isFinite(each.getAdvantage())) {
                    throw wrong(field(each.getIndex(), ADVANTAGE), "must be finite, not " + each.getAdvantage());
                }
                finite(each.getIndex(), TOKEN_ADVANTAGES, each.getTokenAdvantages());
            }
        }
    }

    private void identity(LoggedGroup group) {
        if (group.getGroupId().isBlank()) {
            throw wrong(GROUP_ID, "must be there and not blank");
        }
        try {
            RunId unused = new RunId(group.getRunId());
        } catch (IllegalArgumentException e) {
            throw wrong(RUN_ID, String.valueOf(e.getMessage()));
        }
        if (group.getGroupSize() < 1) {
            throw wrong(GROUP_SIZE, "must be at least 1, not " + group.getGroupSize());
        }
        if (group.getTrajectories().isEmpty()) {
            throw wrong(TRAJECTORIES, "must hold at least one trajectory");
        }
    }

    /** Number of tokens, or of trained denoising steps; all arrays that are there have as many entries. */
    private int length(Trajectory trajectory) {
        int length = lengthOf(trajectory);
        int index = trajectory.getIndex();
        if (length == 0) {
            throw wrong(field(index, TOKENS), "must have at least one entry");
        }
        boolean isText = trajectory.getFlow() == null;
        if (isText) {
            entries(index, TOKENS, trajectory.getTokens(), length);
        }
        entries(index, LOGPROBS, trajectory.getLogprobs(), length);
        entries(index, POLICY_VERSIONS, trajectory.getPolicyVersions(), length);
        entries(index, ENTROPIES, trajectory.getEntropies(), length);
        notBelow0(index, POLICY_VERSIONS, PackedInts.view(trajectory.getPolicyVersions()));
        if (isText) {
            probabilities(index, PackedFloats.view(trajectory.getLogprobs()));
            notBelow0(index, TOKENS, PackedInts.view(trajectory.getTokens()));
            notBelow0(index, ENTROPIES, PackedFloats.view(trajectory.getEntropies()));
        }
        VisualDependency dependency = trajectory.getDependency();
        if (dependency != null) {
            if (!dependency.getStrong().hasRemaining() || !dependency.getWeak().hasRemaining()) {
                throw wrong(
                        field(index, dependency.getStrong().hasRemaining() ? VISUAL_INCONSISTENCY : VISUAL_DEPENDENCY),
                        "must be there, as the other of the two is");
            }
            entries(index, VISUAL_DEPENDENCY, dependency.getStrong(), length);
            entries(index, VISUAL_INCONSISTENCY, dependency.getWeak(), length);
            notBelow0(index, VISUAL_DEPENDENCY, PackedFloats.view(dependency.getStrong()));
            notBelow0(index, VISUAL_INCONSISTENCY, PackedFloats.view(dependency.getWeak()));
        }
        return length;
    }

    /** Entries of the first array that is there; 0 if none is. */
    static int lengthOf(Trajectory trajectory) {
        int length = 0;
        if (trajectory.getFlow() == null) {
            length = trajectory.getTokens().remaining() / WIDTH;
        }
        if (length == 0) {
            length = trajectory.getLogprobs().remaining() / WIDTH;
        }
        if (length == 0) {
            length = trajectory.getPolicyVersions().remaining() / WIDTH;
        }
        VisualDependency dependency = trajectory.getDependency();
        return length == 0 && dependency != null ? dependency.getStrong().remaining() / WIDTH : length;
    }

    private void score(int index, LoggedScore logged) {
        Score score = logged.getScore();
        Double value = score.getValue();
        String field = field(index, SCORES) + "." + score.getScorer();
        if (score.getOutcome() == ScoreOutcome.UNKNOWN) {
            throw wrong(
                    field,
                    "has no outcome, only " + SCORE_INFO
                            + "; a scorer that failed says so there: \"outcome\": \"failed\"");
        }
        if ((value != null) != (score.getOutcome() == ScoreOutcome.SCORED)) {
            throw wrong(field, "must have a value exactly if it is scored");
        }
        if (value != null && !Double.isFinite(value)) {
            throw wrong(field, "must be finite, not " + value);
        }
    }

    private void credit(ExperienceTrajectory credit, @Nullable Integer length) {
        if (length == null) {
            throw wrong(EXPERIENCE, "names trajectory " + credit.getIndex() + ", which is not there");
        }
        if (!GroupRewards.admits(credit.getReward())) {
            throw wrong(
                    field(credit.getIndex(), REWARD),
                    "must be within ±" + GroupRewards.LIMIT + ", not " + credit.getReward());
        }
        ByteBuffer tokens = credit.getTokenAdvantages();
        if (tokens == null || !tokens.hasRemaining()) {
            throw wrong(field(credit.getIndex(), TOKEN_ADVANTAGES), "must be there, as " + ADVANTAGE + " is");
        }
        entries(credit.getIndex(), TOKEN_ADVANTAGES, tokens, length);
    }

    private void entries(int index, String field, ByteBuffer packed, int length) {
        if (packed.hasRemaining() && packed.remaining() != length * WIDTH) {
            throw wrong(
                    field(index, field),
                    "has " + packed.remaining() / (double) WIDTH + " entries, but the trajectory has " + length);
        }
    }

    private void probabilities(int index, PackedFloats logProbs) {
        int above = TokenLogProbs.firstAbove(logProbs);
        if (above >= 0) {
            throw wrong(
                    field(index, LOGPROBS) + "[" + above + "]",
                    "must not be above 0, as the logarithm of a probability, and is " + logProbs.at(above));
        }
    }

    private void notBelow0(int index, String field, PackedInts values) {
        int below = NonNegative.firstBelow(values);
        if (below >= 0) {
            throw below(index, field, below, values.at(below));
        }
    }

    private void notBelow0(int index, String field, PackedFloats values) {
        int below = NonNegative.firstBelow(values);
        if (below >= 0) {
            throw below(index, field, below, values.at(below));
        }
    }

    private InputException below(int index, String field, int token, Number value) {
        return wrong(field(index, field) + "[" + token + "]", "must not be below 0, and is " + value);
    }

    private void finite(int index, String field, @Nullable ByteBuffer packed) {
        if (packed == null) {
            return;
        }
        PackedFloats values = PackedFloats.view(packed);
        for (int i = 0; i < values.length(); i++) {
            if (!Float.isFinite(values.at(i))) {
                throw wrong(field(index, field) + "[" + i + "]", "must be finite, not " + values.at(i));
            }
        }
    }

    private static String field(int index, String field) {
        return TRAJECTORIES + "(index " + index + ")." + field;
    }

    InputException wrong(String field, String what) {
        return new InputException(where + ": " + field + " " + what);
    }
}
