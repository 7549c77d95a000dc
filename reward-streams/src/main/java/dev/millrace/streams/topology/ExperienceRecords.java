package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.Dropped;
import dev.millrace.streams.assembly.GroupState;
import dev.millrace.streams.assembly.HeldScore;
import dev.millrace.streams.assembly.SettledGroup;
import dev.millrace.streams.assembly.SettledTrajectory;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reshaping.Guard;
import dev.millrace.streams.reshaping.ReshapedTokens;
import dev.millrace.streams.reshaping.TokenAdvantages;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes decisions as the records that others read. Holds settings only. */
public final class ExperienceRecords {

    /** Stands in the drops that it writes. */
    public static final String DROPPED_BY = "streams";

    private final String run;
    private final String estimator;
    private final String reshaper;
    private final String configDigest;
    private final Origin origin;
    private final AssemblyConfig assembly;
    private final String policy;
    private final Map<OutputKind, List<String>> required = new EnumMap<>(OutputKind.class);

    /**
     * @param run stands in every record
     * @param assembly stands in every experience
     * @param origin stands in every experience
     */
    public ExperienceRecords(RunId run, AssemblyConfig assembly, CreditSettings credit, Origin origin) {
        this.assembly = assembly;
        this.policy = assembly.policy().name().toLowerCase(Locale.ROOT);
        for (OutputKind output : OutputKind.values()) {
            required.put(output, List.copyOf(credit.reward().required().of(output)));
        }
        this.origin = origin;
        this.run = run.value();
        this.estimator = credit.advantage().estimator();
        this.reshaper = credit.reshaping().method();
        this.configDigest = credit.digest();
    }

    /** The experience of a group that ends at {@code now}. */
    public Experience experience(GroupId id, GroupState state, SettledGroup group, CloseReason reason, Instant now) {
        return new Experience(
                run,
                id.value(),
                group.prompt().promptId(),
                group.prompt().category(),
                group.prompt().groupSize(),
                trajectories(group.trajectories()),
                reason,
                estimator,
                reshaper,
                configDigest,
                group.rewardMean(),
                group.rewardStd(),
                state.openedAt(),
                now,
                origin.codeVersion(),
                origin.runSeed(),
                terms(state, group.prompt().output()));
    }

    /** The deadline is that under which the group has opened; the settings may have changed since. */
    private AssemblyTerms terms(GroupState state, OutputKind output) {
        return new AssemblyTerms(
                Duration.between(state.openedAt(), state.deadline()).toMillis(),
                policy,
                assembly.minGroupSize(),
                assembly.defaultValue(),
                Objects.requireNonNull(required.get(output)));
    }

    private static List<ExperienceTrajectory> trajectories(List<SettledTrajectory> settled) {
        List<ExperienceTrajectory> all = new ArrayList<>(settled.size());
        settled.forEach(each -> all.add(trajectory(each)));
        return all;
    }

    private static ExperienceTrajectory trajectory(SettledTrajectory settled) {
        var held = settled.trajectory();
        ReshapedTokens tokens = settled.credit().tokens();
        Guard guard = tokens.guard();
        return new ExperienceTrajectory(
                held.index(),
                new LogPosition(held.partition(), held.offset()),
                held.length(),
                held.minVersion(),
                held.maxVersion(),
                settled.components(),
                settled.credit().reward(),
                settled.credit().advantage(),
                tokens.advantages() instanceof TokenAdvantages.PerToken own
                        ? own.values().bytes()
                        : null,
                bytes(tokens.weights()),
                bytes(tokens.rvd()),
                guard == null ? null : guard.label());
    }

    private static @Nullable ByteBuffer bytes(@Nullable PackedFloats values) {
        return values == null ? null : values.bytes();
    }

    /** A drop made at {@code now}. */
    public Drop drop(GroupId id, Dropped drop, Instant now) {
        return Drop.newBuilder()
                .setRunId(run)
                .setGroupId(id.value())
                .setIndices(drop.indices().bytes())
                .setWholeGroup(drop.wholeGroup())
                .setReason(drop.reason())
                .setDetail(drop.detail())
                .setDroppedBy(DROPPED_BY)
                .setDroppedAt(now)
                .build();
    }

    LateScore late(GroupId id, HeldScore score, LateReason reason, String detail) {
        return new LateScore(run, id.value(), score(id, score), reason, detail);
    }

    /** The score as it was read; causes longer than the door lets in are cut. */
    private Score score(GroupId id, HeldScore held) {
        HeldScore.Provenance rest =
                Objects.requireNonNull(held.provenance(), "only scores with their provenance are published again");
        Score.Builder score = Score.newBuilder()
                .setRunId(run)
                .setGroupId(id.value())
                .setIndex(held.index())
                .setScorer(held.scorer())
                .setScorerVersion(rest.scorerVersion())
                .setRefereeDigest(rest.refereeDigest())
                .setScoredAt(rest.scoredAt())
                .setLatencyMs(rest.latencyMs());
        Verdict verdict = held.verdict();
        if (verdict instanceof Verdict.Scored scored) {
            return score.setOutcome(ScoreOutcome.SCORED)
                    .setValue(scored.value())
                    .build();
        }
        if (verdict instanceof Verdict.Abstained abstained) {
            return score.setOutcome(ScoreOutcome.ABSTAINED)
                    .setCause(abstained.reason().isEmpty() ? null : abstained.reason())
                    .build();
        }
        return score.setOutcome(ScoreOutcome.FAILED)
                .setCause(((Verdict.Failed) verdict).cause())
                .build();
    }
}
