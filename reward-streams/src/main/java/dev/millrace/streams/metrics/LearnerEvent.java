package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;

/** What a training step says to the partition of one group, or to all of them; the values of an internal topic. */
sealed interface LearnerEvent {

    /** The kind of {@link Trained}. */
    byte TRAINED = 0;

    /** The kind of {@link Rewound}. */
    byte REWOUND = 1;

    /** The form in which it travels: a byte for its kind, then its numbers. */
    byte[] encode();

    /**
     * A step trained trajectories of a group.
     *
     * @param oldestCheckpoint step of the oldest checkpoint that was kept then; -1 where that is not known
     */
    record Trained(int lineage, int version, int oldestCheckpoint, PackedInts indices) implements LearnerEvent {

        static Trained of(TrainingStep step, TrainedGroup group) {
            return new Trained(
                    step.getLineage(),
                    RecordedVersions.of(step),
                    step.getOldestCheckpoint(),
                    PackedInts.view(group.getIndices()));
        }

        @Override
        public byte[] encode() {
            ByteBuffer packed = indices.bytes();
            return ByteBuffer.allocate(1 + 3 * Integer.BYTES + packed.remaining())
                    .put(TRAINED)
                    .putInt(lineage)
                    .putInt(version)
                    .putInt(oldestCheckpoint)
                    .put(packed)
                    .array();
        }
    }

    /** A lineage began: for all partitions. */
    record Rewound(Rewind rewind) implements LearnerEvent {

        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(1 + 4 * Integer.BYTES)
                    .put(REWOUND)
                    .putInt(rewind.getLineage())
                    .putInt(rewind.getVersion())
                    .putInt(rewind.getStep())
                    .putInt(rewind.getParent())
                    .array();
        }
    }

    /** Whether the event is for all partitions. */
    static boolean isForAll(byte[] value) {
        return value[0] == REWOUND;
    }

    static LearnerEvent decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        if (in.get() == REWOUND) {
            return new Rewound(new Rewind(in.getInt(), in.getInt(), in.getInt(), in.getInt()));
        }
        return new Trained(in.getInt(), in.getInt(), in.getInt(), PackedInts.view(in.slice()));
    }
}
