package dev.millrace.policy.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes bytes in their order, piece by piece. */
@FunctionalInterface
public interface ByteSink {

    /**
     * Takes all remaining bytes of the next piece. The piece is the giver's again when this returns.
     *
     * @throws IOException if they cannot be taken; no more are given then
     */
    void accept(ByteBuffer piece) throws IOException;
}
