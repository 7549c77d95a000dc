package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.assembly.state.GroupPrompt;
import dev.millrace.streams.assembly.state.OpenGroup;
import dev.millrace.streams.assembly.state.RefusedEntry;
import dev.millrace.streams.assembly.state.ScoreEntry;
import dev.millrace.streams.assembly.state.UsableEntry;
import dev.millrace.streams.reshaping.TokenMeasures;
import dev.millrace.streams.reward.OutputKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link GroupState} as bytes. Safe on any thread. */
public final class GroupStateCodec implements StateCodec<GroupState> {

    private final StateCodec<OpenGroup> records = StateCodec.of(OpenGroup.getEncoder(), OpenGroup.getDecoder());

    @Override
    public byte[] encode(GroupState state) {
        List<UsableEntry> usable = new ArrayList<>();
        List<RefusedEntry> refused = new ArrayList<>();
        for (HeldTrajectory held : state.trajectories()) {
            if (held instanceof HeldTrajectory.Usable t) {
                usable.add(entry(t));
            } else if (held instanceof HeldTrajectory.Refused t) {
                refused.add(new RefusedEntry(t.index(), t.reason().name(), t.detail()));
            }
        }
        PromptFacts prompt = state.prompt();
        return records.encode(new OpenGroup(
                state.openedAt(),
                state.deadline(),
                prompt == null
                        ? null
                        : new GroupPrompt(
                                prompt.promptId(),
                                prompt.category(),
                                prompt.groupSize(),
                                prompt.output().name()),
                usable,
                refused,
                scores(state)));
    }

    /** Only a score whose trajectory has not come may be published again, and needs the rest of its record. */
    private static List<ScoreEntry> scores(GroupState state) {
        List<ScoreEntry> entries = new ArrayList<>(state.scores().size());
        for (HeldScore score : state.scores()) {
            boolean isOrphan = state.trajectory(score.index()) == null;
            entries.add(ScoreEntries.entry(isOrphan ? score : score.withoutProvenance()));
        }
        return entries;
    }

    @Override
    public GroupState decode(byte[] bytes) {
        OpenGroup group = records.decode(bytes);
        List<HeldTrajectory> trajectories = new ArrayList<>();
        for (UsableEntry t : group.getUsable()) {
            trajectories.add(usable(t));
        }
        for (RefusedEntry t : group.getRefused()) {
            trajectories.add(
                    new HeldTrajectory.Refused(t.getIndex(), DropReason.valueOf(t.getReason()), t.getDetail()));
        }
        GroupPrompt prompt = group.getPrompt();
        return GroupState.of(
                group.getOpenedAt(),
                group.getDeadline(),
                prompt == null
                        ? null
                        : new PromptFacts(
                                prompt.getPromptId(),
                                prompt.getCategory(),
                                prompt.getGroupSize(),
                                OutputKind.valueOf(prompt.getOutput())),
                trajectories,
                group.getScores().stream().map(ScoreEntries::score).toList());
    }

    private static UsableEntry entry(HeldTrajectory.Usable t) {
        TokenMeasures measures = t.measures();
        return new UsableEntry(
                t.index(),
                t.partition(),
                t.offset(),
                t.length(),
                t.minVersion(),
                t.maxVersion(),
                bytes(measures.strong()),
                bytes(measures.weak()),
                bytes(measures.entropies()));
    }

    private static HeldTrajectory.Usable usable(UsableEntry t) {
        return new HeldTrajectory.Usable(
                t.getIndex(),
                t.getPartition(),
                t.getOffset(),
                t.getLength(),
                t.getMinVersion(),
                t.getMaxVersion(),
                new TokenMeasures(floats(t.getStrong()), floats(t.getWeak()), floats(t.getEntropies())));
    }

    private static @Nullable ByteBuffer bytes(@Nullable PackedFloats values) {
        return values == null ? null : values.bytes();
    }

    private static @Nullable PackedFloats floats(@Nullable ByteBuffer field) {
        return field == null ? null : PackedFloats.view(field);
    }
}
