package dev.millrace.policy.image;

import dev.millrace.policy.digest.Sha256;
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
        return new ImageDigest(Sha256.of(encoded));
    }

    @Override
    public String toString() {
        return sha256;
    }
}
