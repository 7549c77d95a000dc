package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.PromptDigests;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;

/** Writes pieces of evidence as {@link EvidenceInput} reads them, over and over into the same room. Belongs to one thread. */
final class EvidenceOutput {

    private final Room room = new Room();
    private final DataOutputStream out = new DataOutputStream(room);

    /** Room whose bytes can be handed on without a copy. */
    private static final class Room extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private EvidenceOutput write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is room in memory, or there is none at all
        }
        return this;
    }

    /** Begins anew. */
    EvidenceOutput begin() {
        room.reset();
        return this;
    }

    byte[] bytes() {
        return room.bytes();
    }

    int size() {
        return room.size();
    }

    EvidenceOutput number(int value) {
        return write(() -> out.writeInt(value));
    }

    EvidenceOutput number(long value) {
        return write(() -> out.writeLong(value));
    }

    EvidenceOutput numbers(List<Integer> values) {
        number(values.size());
        values.forEach(this::number);
        return this;
    }

    EvidenceOutput flag(boolean value) {
        return write(() -> out.writeBoolean(value));
    }

    EvidenceOutput fraction(float value) {
        return write(() -> out.writeFloat(value));
    }

    EvidenceOutput fraction(@Nullable Double value) {
        flag(value != null);
        return value == null ? this : write(() -> out.writeDouble(value));
    }

    EvidenceOutput text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return write(() -> {
            out.writeInt(bytes.length);
            out.write(bytes);
        });
    }

    EvidenceOutput textOrNone(@Nullable String value) {
        flag(value != null);
        return value == null ? this : text(value);
    }

    /** A text that is mostly the same as another. */
    EvidenceOutput textBeside(String other, String value) {
        boolean same = value.equals(other);
        flag(same);
        return same ? this : text(value);
    }

    EvidenceOutput place(Position position) {
        return text(position.topic()).number(position.partition()).number(position.offset());
    }

    EvidenceOutput bytes(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        return write(() -> {
            out.writeInt(copy.length);
            out.write(copy);
        });
    }

    <T> EvidenceOutput record(BinaryMessageEncoder<T> encoder, T value) {
        return write(() -> bytes(encoder.encode(value)));
    }

    EvidenceOutput trajectory(LoggedTrajectory trajectory) {
        number(trajectory.id().index()).place(trajectory.position());
        number(trajectory.at().toEpochMilli());
        textBeside(trajectory.id().group().value(), trajectory.key()).text(trajectory.promptId());
        number(trajectory.groupSize()).flag(trajectory.isImage()).number(trajectory.length());
        number(trajectory.minVersion()).number(trajectory.maxVersion()).sampling(trajectory.sampling());
        return textOrNone(trajectory.problem());
    }

    private void sampling(LoggedSampling sampling) {
        flag(sampling.isStated()).text(sampling.mode().name()).flag(sampling.isFiltered());
        fraction(sampling.temperature()).text(sampling.finish().name()).digests(sampling.digests());
        number(sampling.spans().size());
        for (ImageSpan span : sampling.spans()) {
            number(span.getOffset()).number(span.getLength()).number(span.getFrames());
            number(span.getRows()).number(span.getColumns());
        }
        number(sampling.images().size());
        sampling.images().forEach(this::text);
        number(sampling.prompt());
    }

    private void digests(@Nullable PromptDigests digests) {
        flag(digests != null);
        if (digests != null) {
            text(digests.getTokenizer()).text(digests.getTemplate()).text(digests.getProcessor());
        }
    }

    EvidenceOutput score(String group, LoggedScore score) {
        return place(score.position())
                .textBeside(group, score.key())
                .number(score.index())
                .text(score.scorer())
                .text(score.outcome().name())
                .fraction(score.value());
    }
}
