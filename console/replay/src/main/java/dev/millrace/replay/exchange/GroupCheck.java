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
import dev.millrace.schemas.payload.PayloadField;
import dev.millrace.schemas.payload.PayloadFlaw;
import dev.millrace.schemas.payload.TrajectoryPayload;
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

    /** Checks that every number of its credit is finite: a container file can hold any, JSON lines are read so that they cannot. */
    void finite(LoggedGroup group) {
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
        for (PayloadField field : PayloadField.values()) {
            if (field != PayloadField.TOKENS || trajectory.getFlow() == null) {
                entries(index, name(field), field.bytes(trajectory), length);
            }
        }
        VisualDependency dependency = trajectory.getDependency();
        if (dependency != null
                && (!dependency.getStrong().hasRemaining()
                        || !dependency.getWeak().hasRemaining())) {
            throw wrong(
                    field(index, dependency.getStrong().hasRemaining() ? VISUAL_INCONSISTENCY : VISUAL_DEPENDENCY),
                    "must be there, as the other of the two is");
        }
        TrajectoryPayload payload = TrajectoryPayload.of(trajectory);
        payload.flawOfParts(length).ifPresent(flaw -> {
            throw wrong(index, flaw);
        });
        int below = payload.isDrawn() ? -1 : NonNegative.firstBelow(payload.tokens());
        if (below >= 0) {
            throw wrong(
                    index,
                    new PayloadFlaw.Below0(
                            PayloadField.TOKENS, below, payload.tokens().at(below)));
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
        if (!score.getItems().isEmpty()) {
            throw wrong(field, "has items; in a group each trajectory has its own scores");
        }
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

    private InputException wrong(int index, PayloadFlaw flaw) {
        if (flaw instanceof PayloadFlaw.NotFinite notFinite) {
            return wrong(
                    entry(index, notFinite.field(), notFinite.token()), "must be finite, not " + notFinite.value());
        }
        if (flaw instanceof PayloadFlaw.NoProbability above) {
            return wrong(
                    entry(index, PayloadField.LOGPROBS, above.token()),
                    "must not be above 0, as the logarithm of a probability, and is " + above.value());
        }
        if (flaw instanceof PayloadFlaw.Below0 below) {
            return wrong(entry(index, below.field(), below.token()), "must not be below 0, and is " + below.value());
        }
        return wrong(TRAJECTORIES + "(index " + index + ")", flaw.text());
    }

    private static String entry(int index, PayloadField field, int token) {
        return field(index, name(field)) + "[" + token + "]";
    }

    private static String name(PayloadField field) {
        return switch (field) {
            case STRONG -> VISUAL_DEPENDENCY;
            case WEAK -> VISUAL_INCONSISTENCY;
            default -> field.path();
        };
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
