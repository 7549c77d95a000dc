package dev.millrace.scenes.generation;

/** Rules that cannot be read, or that no image can fulfil; the message names the rule and what to do. */
public final class RulesException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public RulesException(String message) {
        super(message);
    }

    RulesException(String message, Throwable cause) {
        super(message, cause);
    }
}
