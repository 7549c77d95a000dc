package dev.millrace.learner.experience;

import org.jspecify.annotations.Nullable;

/** The experience that training must go on with is no longer in the log; the message says where it ends. */
public final class ExperienceGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExperienceGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
