package dev.millrace.schemas.id;

import java.util.regex.Pattern;

/**
 * One training run. It stands in every record and in the names of consumer groups and transactional ids, hence the
 * narrow alphabet.
 *
 * @param value 1 to 64 characters of {@code a-z A-Z 0-9 . _ -}, beginning with a letter or digit
 */
public record RunId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

    /** @throws IllegalArgumentException if {@code value} has another form */
    public RunId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("run id '" + value
                    + "' must be 1 to 64 characters of a-z A-Z 0-9 . _ - and begin with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
