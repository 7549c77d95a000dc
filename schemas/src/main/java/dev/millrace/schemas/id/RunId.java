package dev.millrace.schemas.id;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One training run. It stands in every record and in the names of consumer groups and transactional ids, hence the
 * narrow alphabet.
 *
 * @param value 1 to 64 characters of {@code a-z A-Z 0-9 . _ -}, beginning with a letter or digit
 */
public record RunId(String value) {

    private static final Pattern GROUP = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}/\\d{1,10}/\\d{1,19}");
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

    /** @throws IllegalArgumentException if {@code value} has another form */
    public RunId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("run id '" + value
                    + "' must be 1 to 64 characters of a-z A-Z 0-9 . _ - and begin with a letter or digit");
        }
    }

    /** Whether what another wrote can be a run's id. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    /**
     * Whether the key of a record is the id of a group of another run. By it a record that cannot be read is left to those
     * whom it concerns; a key that tells nothing may be anybody's.
     */
    public boolean isStrangerTo(byte @Nullable [] key) {
        if (key == null) {
            return false;
        }
        String text = new String(key, StandardCharsets.UTF_8);
        return !text.startsWith(value + "/") && GROUP.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
