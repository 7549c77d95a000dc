package dev.millrace.learner.commit;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.ReadGroup;
import dev.millrace.learner.experience.Rejection;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The drops of a batch: one record per group and reason. Pure. */
public final class DropRecords {

    private static final String LEARNER = "learner";

    private final RunId run;
    private final int lineage;
    private final int version;
    private final Instant at;

    /**
     * @param lineage of the step that drops
     * @param version the version that this step makes
     * @param at when they are dropped
     */
    public DropRecords(RunId run, int lineage, int version, Instant at) {
        this.run = run;
        this.lineage = lineage;
        this.version = version;
        this.at = at;
    }

    /**
     * Drops of what was not trained.
     *
     * @param refusals says of a group that could be trained why the optimizer step of it was refused; empty if it was not
     */
    public List<Drop> of(ExperienceBatch batch, Function<GroupId, Optional<String>> refusals) {
        List<Drop> drops = new ArrayList<>();
        for (ReadGroup group : batch.groups()) {
            drops.addAll(of(group, refusals.apply(group.id())));
        }
        return drops;
    }

    private List<Drop> of(ReadGroup group, Optional<String> refusal) {
        List<Rejection> rejections = new ArrayList<>(group.rejections());
        refusal.ifPresent(cause -> group.trainable().ifPresent(trainable -> {
            for (TrainableTrajectory trajectory : trainable.trajectories()) {
                rejections.add(new Rejection(
                        trajectory.id().index(), DropReason.NON_FINITE, "the step was refused: " + cause));
            }
            rejections.sort(Comparator.comparingInt(Rejection::index));
        }));
        boolean whole = group.trainable().isEmpty() || refusal.isPresent();
        if (rejections.isEmpty()) {
            return whole
                    ? List.of(drop(group, List.of(), DropReason.UNREADABLE, "its experience cannot be read", true))
                    : List.of();
        }
        Map<DropReason, List<Rejection>> byReason = new LinkedHashMap<>();
        rejections.forEach(rejection -> byReason.computeIfAbsent(rejection.reason(), reason -> new ArrayList<>())
                .add(rejection));
        List<Drop> drops = new ArrayList<>();
        byReason.forEach((reason, same) ->
                drops.add(drop(group, same, reason, same.get(0).detail(), whole && drops.isEmpty())));
        return drops;
    }

    private Drop drop(ReadGroup group, List<Rejection> rejections, DropReason reason, String detail, boolean whole) {
        return Drop.newBuilder()
                .setRunId(run.value())
                .setGroupId(group.id().value())
                .setIndices(PackedInts.of(
                                rejections.stream().mapToInt(Rejection::index).toArray())
                        .bytes())
                .setWholeGroup(whole)
                .setReason(reason)
                .setDetail(detail)
                .setDroppedBy(LEARNER)
                .setDroppedAt(at)
                .setLineage(lineage)
                .setVersion(version)
                .build();
    }
}
