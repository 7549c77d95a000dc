package dev.millrace.schemas.id;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 as the records hold it: 64 lower-case hexadecimal digits. Stateless and safe for all threads. */
public final class Sha256 {

    private Sha256() {}

    /** The digest of the remaining bytes; the buffer's position stays. */
    public static String of(ByteBuffer bytes) {
        return of(List.of(bytes));
    }

    /** The digest of the remaining bytes of all buffers, one after the other; their positions stay. */
    public static String of(List<ByteBuffer> parts) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (ByteBuffer part : parts) {
            digest.update(part.duplicate());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
