package dev.millrace.schemas.store;

import java.util.regex.Pattern;

/**
 * The name of an object.
 *
 * @param area whose it is, for instance {@code images}: parts of letters, digits, dots, underscores and hyphens, with slashes
 *     between them. What a run may delete lies in areas of its own
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
public record ObjectKey(String area, String sha256) {

    private static final Pattern AREA = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*(/[a-zA-Z0-9][a-zA-Z0-9._-]*)*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if it is of another form; so it never leads out of a store */
    public ObjectKey {
        if (!AREA.matcher(area).matches() || !isSha256(sha256)) {
            throw new IllegalArgumentException("no object has the name " + area + "/" + sha256);
        }
    }

    /** Whether a text has the form of a digest. */
    public static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }

    @Override
    public String toString() {
        return area + "/" + sha256;
    }
}
