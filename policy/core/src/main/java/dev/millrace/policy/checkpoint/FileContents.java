package dev.millrace.policy.checkpoint;

import dev.millrace.policy.safetensors.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a file shall hold, made while it is written. */
@FunctionalInterface
public interface FileContents {

    /** @throws IOException if it cannot be made, or the sink does not take it */
    void writeTo(ByteSink sink) throws IOException;

    static FileContents of(byte[] bytes) {
        return sink -> sink.accept(ByteBuffer.wrap(bytes));
    }
}
