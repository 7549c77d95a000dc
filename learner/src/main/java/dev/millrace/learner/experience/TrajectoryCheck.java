package dev.millrace.learner.experience;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.learning.PolicyIntake;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.payload.PayloadField;
import dev.millrace.schemas.payload.PayloadFlaw;
import dev.millrace.schemas.payload.TrajectoryPayload;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a trajectory may be trained by a version of the weights. Pure: the same records give the same answer.
 *
 * @param version the version that would be trained by it
 * @param lineages say how many steps lie between two versions
 * @param maxStaleness steps that may lie between the one that made that version and the one whose version sampled a token
 * @param policy says what it takes; token ids beyond it could bring down its engine
 */
record TrajectoryCheck(int version, Lineages lineages, int maxStaleness, PolicyIntake policy) {

    private static final int LONG_AGO = 1000;

    /** What a check came to. */
    sealed interface Result {

        /** It may be trained. */
        record Passed(TrainableTrajectory trajectory) implements Result {}

        /** It may not. */
        record Failed(Rejection rejection) implements Result {}
    }

    /** Whether it is too old, as far as the experience alone tells. */
    Optional<Rejection> staleness(ExperienceTrajectory trajectory) {
        return staleness(trajectory.getIndex(), trajectory.getMinVersion(), trajectory.getMaxVersion());
    }

    private Optional<Rejection> staleness(int index, int oldest, int newest) {
        long age = (long) lineages.stepOf(version) - lineages.oldestStep(oldest, newest);
        if (age <= maxStaleness) {
            return Optional.empty();
        }
        return Optional.of(new Rejection(
                index,
                DropReason.STALE,
                "sampled by version " + oldest + ", " + age + " behind version " + version
                        + (lineages.current() > 0 ? " in steps" : "") + ", more than max_staleness " + maxStaleness));
    }

    /** Checks the record that the experience refers to. */
    Result check(Experience experience, ExperienceTrajectory reference, Trajectory record) {
        int index = reference.getIndex();
        if (!record.getRunId().equals(experience.getRunId())
                || !record.getGroupId().equals(experience.getGroupId())
                || record.getIndex() != index) {
            return unreadable(
                    index,
                    "the record at its position is trajectory " + record.getIndex() + " of group "
                            + record.getGroupId());
        }
        try {
            return check(experience, reference, record, index);
        } catch (IllegalArgumentException e) {
            return unreadable(index, String.valueOf(e.getMessage()));
        }
    }

    private Result check(Experience experience, ExperienceTrajectory reference, Trajectory record, int index) {
        TrajectoryPayload payload = TrajectoryPayload.of(record);
        PackedInts tokens = payload.tokens();
        PackedFloats behaviour = payload.logProbs();
        FlowTrace flow = record.getFlow();
        int length = payload.length();
        PackedFloats advantages = advantages(reference, length);
        if (flow != null && tokens.length() > 0) {
            return unreadable(index, "it is an image and has " + tokens.length() + " tokens as well");
        }
        PayloadFlaw flaw = payload.flaw().orElse(null);
        if (isMiscounted(flaw) || reference.getLength() != length || advantages.length() != length) {
            return unreadable(
                    index,
                    "it has " + length + (flow == null ? " tokens, " : " trained steps, ")
                            + payload.policyVersions().length()
                            + " versions, " + behaviour.length()
                            + " log-probabilities and " + advantages.length() + " advantages, and should have "
                            + reference.getLength() + " of each");
        }
        int oldest = payload.oldestVersion();
        int newest = payload.newestVersion();
        if (oldest < 0) {
            return unreadable(index, "it was sampled by version " + oldest + ", which cannot be");
        }
        Optional<Rejection> stale = staleness(index, oldest, newest);
        if (stale.isPresent()) {
            return new Result.Failed(stale.get());
        }
        if (newest > version) {
            return unreadable(index, "it was sampled by version " + newest + ", newer than " + version);
        }
        Optional<String> mismatch = SamplingCheck.mismatch(record, policy.digests());
        if (mismatch.isPresent()) {
            return new Result.Failed(new Rejection(index, DropReason.MISMATCH, mismatch.get()));
        }
        Optional<String> misfit = misfit(tokens, record.getTemperature());
        if (misfit.isPresent()) {
            return unreadable(index, misfit.get());
        }
        int bad = firstNonFinite(behaviour, advantages);
        if (bad >= 0) {
            return new Result.Failed(new Rejection(
                    index,
                    DropReason.NON_FINITE,
                    (flow == null ? "token " : "step ") + bad + " has the log-probability " + behaviour.at(bad)
                            + " and the advantage " + advantages.at(bad)));
        }
        if (flaw instanceof PayloadFlaw.NoProbability above) {
            return unreadable(
                    index,
                    "token " + above.token() + " has the log-probability " + above.value()
                            + ", which is no logarithm of a probability");
        }
        if (flaw != null) {
            return new Result.Failed(new Rejection(
                    index, flaw.isNonFinite() ? DropReason.NON_FINITE : DropReason.UNREADABLE, flaw.text()));
        }
        return new Result.Passed(new TrainableTrajectory(
                new TrajectoryId(new GroupId(experience.getGroupId()), index),
                Tokens.of(tokens.toArray()),
                flow == null ? Optional.empty() : Optional.of(RecordedDrawing.path(flow, behaviour, policy)),
                behaviour,
                advantages,
                record.getTemperature(),
                oldest,
                newest,
                ages(payload.policyVersions()),
                record.getFinishReason(),
                reference.getReward(),
                reference.getComponents(),
                TokenCredit.of(reference, record)));
    }

    /** A version that a rewind abandoned is none of those that the weights have gone through: it counts as long ago. */
    private PackedInts ages(PackedInts versions) {
        int[] ages = new int[versions.length()];
        for (int token = 0; token < ages.length; token++) {
            int sampled = versions.at(token);
            if (sampled != version) {
                int steps = lineages.stepOf(version) - lineages.stepOf(sampled);
                ages[token] = Math.max(lineages.isAbandoned(sampled) ? LONG_AGO : 1, steps);
            }
        }
        return PackedInts.of(ages);
    }

    private static boolean isMiscounted(@Nullable PayloadFlaw flaw) {
        return flaw instanceof PayloadFlaw.Empty
                || (flaw instanceof PayloadFlaw.WrongLength wrong
                        && (wrong.field() == PayloadField.POLICY_VERSIONS || wrong.field() == PayloadField.LOGPROBS));
    }

    private Optional<String> misfit(PackedInts tokens, float temperature) {
        PolicyDescription architecture = policy.description();
        if (tokens.length() > architecture.maxResponseTokens()) {
            return Optional.of("it has " + tokens.length() + " tokens, the policy takes at most "
                    + architecture.maxResponseTokens());
        }
        for (int i = 0; i < tokens.length(); i++) {
            if (tokens.at(i) < 0 || tokens.at(i) >= architecture.vocabulary()) {
                return Optional.of("token " + i + " is " + tokens.at(i) + ", outside the vocabulary of "
                        + architecture.vocabulary());
            }
        }
        if (!(temperature > 0 && temperature < Float.POSITIVE_INFINITY)) {
            return Optional.of("it was sampled at temperature " + temperature + ", which cannot be trained");
        }
        return Optional.empty();
    }

    private static PackedFloats advantages(ExperienceTrajectory reference, int length) {
        if (reference.getTokenAdvantages() != null) {
            return PackedFloats.view(reference.getTokenAdvantages());
        }
        float[] same = new float[length];
        Arrays.fill(same, (float) reference.getAdvantage());
        return PackedFloats.of(same);
    }

    private static int firstNonFinite(PackedFloats behaviour, PackedFloats advantages) {
        for (int token = 0; token < behaviour.length(); token++) {
            if (!Float.isFinite(behaviour.at(token)) || !Float.isFinite(advantages.at(token))) {
                return token;
            }
        }
        return -1;
    }

    private static Result unreadable(int index, String detail) {
        return new Result.Failed(new Rejection(index, DropReason.UNREADABLE, detail));
    }
}
