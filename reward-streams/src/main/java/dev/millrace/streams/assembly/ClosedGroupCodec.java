package dev.millrace.streams.assembly;

import dev.millrace.streams.assembly.state.ClosedMarker;
import dev.millrace.streams.reward.OutputKind;
import java.util.List;
import java.util.TreeSet;

/** {@link ClosedGroup} as bytes. Safe on any thread. */
public final class ClosedGroupCodec implements StateCodec<ClosedGroup> {

    private final StateCodec<ClosedMarker> records =
            StateCodec.of(ClosedMarker.getEncoder(), ClosedMarker.getDecoder());

    @Override
    public byte[] encode(ClosedGroup group) {
        return records.encode(new ClosedMarker(
                group.closedAt(),
                List.copyOf(group.accounted()),
                group.output() == null ? null : group.output().name()));
    }

    @Override
    public ClosedGroup decode(byte[] bytes) {
        ClosedMarker marker = records.decode(bytes);
        String output = marker.getOutput();
        return new ClosedGroup(
                marker.getClosedAt(),
                new TreeSet<>(marker.getAccounted()),
                output == null ? null : OutputKind.valueOf(output));
    }
}
