package dev.millrace.streams.assembly;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** Indices of trajectories. Immutable; a bit each, since those of many closed groups are held. */
public final class IndexSet {

    private final BitSet bits;

    private IndexSet(BitSet bits) {
        this.bits = bits;
    }

    /** @param indices none of them below 0 */
    public static IndexSet of(Collection<Integer> indices) {
        BitSet bits = new BitSet();
        indices.forEach(bits::set);
        return new IndexSet(bits);
    }

    static IndexSet of(GroupState state) {
        List<HeldTrajectory> trajectories = state.trajectories();
        BitSet bits = new BitSet(trajectories.size());
        for (HeldTrajectory held : trajectories) {
            bits.set(held.index());
        }
        return new IndexSet(bits);
    }

    boolean contains(int index) {
        return bits.get(index);
    }

    IndexSet with(int index) {
        BitSet more = (BitSet) bits.clone();
        more.set(index);
        return new IndexSet(more);
    }

    int size() {
        return bits.cardinality();
    }

    /** In their order. */
    List<Integer> toList() {
        return bits.stream().boxed().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexSet that && bits.equals(that.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
