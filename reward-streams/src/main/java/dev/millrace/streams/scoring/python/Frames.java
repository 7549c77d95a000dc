package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages over a pipe: the length as four bytes, the highest first, then that many bytes of JSON. For one thread. */
final class Frames {

    /** Far more than the verdicts of a batch with their details take: what says more speaks another protocol. */
    private static final int LONGEST = 64 * 1024 * 1024;

    private final DataInputStream in;
    private final DataOutputStream out;

    Frames(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    void write(byte[] message) throws IOException {
        out.writeInt(message.length);
        out.write(message);
        out.flush();
    }

    /** @throws EOFException if the other side has ended */
    JsonNode read() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a message of " + Integer.toUnsignedLong(length) + " bytes");
        }
        byte[] message = in.readNBytes(length);
        if (message.length < length) {
            throw new EOFException();
        }
        return Adapter.JSON.readTree(message);
    }
}
