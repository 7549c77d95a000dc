package dev.millrace.policy.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Hands on some of the bytes that come by. For one thread. */
final class Range implements ByteSink {

    private final long begin;
    private final long end;
    private final ByteSink sink;
    private long at;

    /**
     * @param begin place of the first byte that is handed on
     * @param count how many are
     */
    Range(long begin, long count, ByteSink sink) {
        this.begin = begin;
        this.end = begin + count;
        this.sink = sink;
    }

    /** Whether any of the next bytes is to be handed on. */
    boolean touches(long bytes) {
        return at < end && at + bytes > begin;
    }

    /** Says that bytes are left out, none of which is to be handed on. */
    void pass(long bytes) {
        at += bytes;
    }

    @Override
    public void accept(ByteBuffer piece) throws IOException {
        int length = piece.remaining();
        int from = (int) Math.max(0, Math.min(length, begin - at));
        int to = (int) Math.max(from, Math.min(length, end - at));
        if (to > from) {
            sink.accept(piece.slice(piece.position() + from, to - from));
        }
        piece.position(piece.limit());
        at += length;
    }
}
