package dev.millrace.policy.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The identity of an image: SHA-256 of its encoded bytes, so that equal images are stored once.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ImageDigest(String sha256) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public ImageDigest {
        if (!FORM.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "an image digest is 64 lower-case hexadecimal digits, not \"" + sha256 + "\"");
        }
    }

    /** The digest of encoded bytes. */
    public static ImageDigest of(byte[] encoded) {
        try {
            return new ImageDigest(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(encoded)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return sha256;
    }
}
