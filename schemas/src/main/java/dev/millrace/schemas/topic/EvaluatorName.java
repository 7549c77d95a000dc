package dev.millrace.schemas.topic;

import java.util.regex.Pattern;

/**
 * What an evaluator of a run is called: its results stand under this name, and it publishes them under an id that ends in it.
 *
 * @param value 1 to 64 characters of {@code a-z A-Z 0-9 _ -}, and not the name of a role
 */
public record EvaluatorName(String value) {

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    /** Names that would make the evaluator's id that of another role, of a run whose own id ends in {@code .evaluator}. */
    private static final Pattern ROLE = Pattern.compile("learner|replay|workers");

    /** @throws IllegalArgumentException if it has another form */
    public EvaluatorName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "evaluator '" + value + "' must be called by 1 to 64 characters of a-z A-Z 0-9 _ -");
        }
        if (ROLE.matcher(value).matches()) {
            throw new IllegalArgumentException("an evaluator cannot be called " + value
                    + ", which is the name of a role; call it by what it asks, for instance held-out");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
