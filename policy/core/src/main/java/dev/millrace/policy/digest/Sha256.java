package dev.millrace.policy.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that is taken while bytes pass. For one thread. */
public final class Sha256 {

    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The digest of bytes, 64 lower-case hexadecimal digits. */
    public static String of(byte[] bytes) {
        Sha256 sha256 = new Sha256();
        sha256.update(ByteBuffer.wrap(bytes));
        return sha256.finish();
    }

    /** Takes the remaining bytes. */
    public void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** The digest of all bytes so far, 64 lower-case hexadecimal digits; to be called once. */
    public String finish() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
