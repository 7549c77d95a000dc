package dev.millrace.schemas.topic;

import java.util.regex.Pattern;

/**
 * The names of the topics.
 *
 * @param prefix put before each name, for instance {@code millrace.}; may be empty
 */
public record Topics(String prefix) {

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._-]{0,100}");

    /** @throws IllegalArgumentException if the prefix cannot stand in a topic name */
    public Topics {
        if (!FORM.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "topic prefix '" + prefix + "' must be at most 100 characters of a-z A-Z 0-9 . _ -");
        }
    }

    public String prompts() {
        return prefix + "prompts";
    }

    public String images() {
        return prefix + "images";
    }

    public String trajectories() {
        return prefix + "trajectories";
    }

    public String scores() {
        return prefix + "scores";
    }

    public String experience() {
        return prefix + "experience";
    }

    public String drops() {
        return prefix + "drops";
    }

    public String scoresLate() {
        return prefix + "scores-late";
    }

    public String deadLetters() {
        return prefix + "dead-letters";
    }

    public String weights() {
        return prefix + "weights";
    }

    public String trainingSteps() {
        return prefix + "training-steps";
    }

    public String metrics() {
        return prefix + "metrics";
    }

    public String evaluations() {
        return prefix + "evaluations";
    }
}
