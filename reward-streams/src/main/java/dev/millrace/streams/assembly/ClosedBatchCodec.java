package dev.millrace.streams.assembly;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.assembly.state.ClosedBatch;
import dev.millrace.streams.assembly.state.ClosedEntry;
import dev.millrace.streams.reward.OutputKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several {@link ClosedGroup}s as bytes, in their order. Safe on any thread. */
public final class ClosedBatchCodec implements StateCodec<Map<GroupId, ClosedGroup>> {

    private static final int LARGEST_CHARACTER = 3;
    private static final int LARGEST_INDEX = 2;
    private static final int NUMBERS = 32;

    private final StateCodec<ClosedBatch> records = StateCodec.of(ClosedBatch.getEncoder(), ClosedBatch.getDecoder());

    @Override
    public byte[] encode(Map<GroupId, ClosedGroup> groups) {
        List<ClosedEntry> entries = new ArrayList<>(groups.size());
        groups.forEach((id, group) -> entries.add(new ClosedEntry(
                id.value(),
                group.closedAt(),
                group.accounted().toList(),
                group.output() == null ? null : group.output().name())));
        return records.encode(new ClosedBatch(entries));
    }

    @Override
    public Map<GroupId, ClosedGroup> decode(byte[] bytes) {
        Map<GroupId, ClosedGroup> groups = new LinkedHashMap<>();
        for (ClosedEntry entry : records.decode(bytes).getGroups()) {
            String output = entry.getOutput();
            groups.put(
                    new GroupId(entry.getGroupId()),
                    new ClosedGroup(
                            entry.getClosedAt(),
                            IndexSet.of(entry.getAccounted()),
                            output == null ? null : OutputKind.valueOf(output)));
        }
        return groups;
    }

    /** Bytes that a group takes at most. */
    public static int mostBytes(GroupId id, ClosedGroup group) {
        return NUMBERS
                + LARGEST_CHARACTER * id.value().length()
                + LARGEST_INDEX * group.accounted().size();
    }
}
