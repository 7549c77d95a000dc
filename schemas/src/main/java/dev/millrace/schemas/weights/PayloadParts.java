package dev.millrace.schemas.weights;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a payload piece by piece and holds it in few large arrays, each made when the one before is full. The pieces as they
 * come would take up to twice their size: an array of half a region of the G1 collector or more has its regions to itself. For
 * one thread.
 */
final class PayloadParts {

    /** With its header just below 4 MiB, which is a whole number of regions of 1, 2 or 4 MiB, or half of one of 8 MiB. */
    static final int PART_BYTES = (4 << 20) - 64;

    private final List<ByteBuffer> parts = new ArrayList<>();
    private long missing;

    /** @param bytes length of the payload */
    PayloadParts(long bytes) {
        this.missing = bytes;
    }

    /**
     * Takes the remaining bytes.
     *
     * @throws IllegalArgumentException if these are more than the payload lacks
     */
    void add(ByteBuffer piece) {
        if (piece.remaining() > missing) {
            throw new IllegalArgumentException(
                    "a payload that lacks " + missing + " bytes cannot take " + piece.remaining());
        }
        while (piece.hasRemaining()) {
            ByteBuffer part = open();
            int length = Math.min(piece.remaining(), part.remaining());
            part.put(piece.slice(piece.position(), length));
            piece.position(piece.position() + length);
            missing -= length;
        }
    }

    private ByteBuffer open() {
        if (parts.isEmpty() || !parts.get(parts.size() - 1).hasRemaining()) {
            parts.add(ByteBuffer.allocate((int) Math.min(PART_BYTES, missing)));
        }
        return parts.get(parts.size() - 1);
    }

    /** All that came, in its order. */
    List<ByteBuffer> all() {
        return parts.stream().map(part -> part.duplicate().flip()).toList();
    }
}
