package dev.millrace.streams.assembly;

import dev.millrace.streams.assembly.state.ClosedMarker;
import dev.millrace.streams.reward.OutputKind;

/** {@link ClosedGroup} as bytes, one by one. Safe on any thread. */
public final class ClosedGroupCodec implements StateCodec<ClosedGroup> {

    private final StateCodec<ClosedMarker> records =
            StateCodec.of(ClosedMarker.getEncoder(), ClosedMarker.getDecoder());

    @Override
    public byte[] encode(ClosedGroup group) {
        return records.encode(new ClosedMarker(
                group.closedAt(),
                group.accounted().toList(),
                group.output() == null ? null : group.output().name()));
    }

    @Override
    public ClosedGroup decode(byte[] bytes) {
        ClosedMarker marker = records.decode(bytes);
        String output = marker.getOutput();
        return new ClosedGroup(
                marker.getClosedAt(),
                IndexSet.of(marker.getAccounted()),
                output == null ? null : OutputKind.valueOf(output));
    }
}
