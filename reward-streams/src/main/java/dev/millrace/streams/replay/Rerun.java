package dev.millrace.streams.replay;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.assembly.ClosedGroup;
import dev.millrace.streams.assembly.Decision;
import dev.millrace.streams.assembly.Dropped;
import dev.millrace.streams.assembly.GroupAssembler;
import dev.millrace.streams.assembly.GroupSlot;
import dev.millrace.streams.assembly.GroupState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One group that comes in again, record by record in the order of time. Belongs to one thread. */
final class Rerun {

    private final GroupAssembler assembler;
    private final GroupId id;
    private final List<Dropped> late = new ArrayList<>();
    private GroupSlot slot = new GroupSlot.Unseen();
    private @Nullable End end;

    Rerun(GroupAssembler assembler, GroupId id) {
        this.assembler = assembler;
        this.id = id;
    }

    /**
     * How it ended.
     *
     * @param late trajectories that came after it had closed
     */
    record End(Decision.Close close, Instant closedAt, List<Dropped> late) {}

    void receive(TimedEvent event) {
        if (slot instanceof GroupSlot.Open open
                && !event.at().isBefore(open.state().deadline())) {
            expire(open.state());
        }
        for (Decision decision : assembler.receive(id, slot, event.event(), event.at())) {
            follow(decision, event.at());
        }
    }

    private void follow(Decision decision, Instant at) {
        if (decision instanceof Decision.Keep keep) {
            slot = new GroupSlot.Open(keep.state());
        } else if (decision instanceof Decision.Close close) {
            close(close, at);
        } else if (decision instanceof Decision.DropLate drop) {
            slot = new GroupSlot.Closed(drop.group());
            late.add(drop.drop());
        }
        // What is known already, late or contradicting changes nothing, here as there.
    }

    End end() {
        if (slot instanceof GroupSlot.Open open) {
            expire(open.state());
        }
        if (end == null) {
            throw new IllegalArgumentException("group " + id + " has no record that counts");
        }
        return new End(end.close(), end.closedAt(), List.copyOf(late));
    }

    private void expire(GroupState state) {
        close(assembler.expire(id, state), state.deadline());
    }

    private void close(Decision.Close close, Instant at) {
        end = new End(close, at, List.of());
        slot = new GroupSlot.Closed(ClosedGroup.of(at, close.state()));
    }
}
