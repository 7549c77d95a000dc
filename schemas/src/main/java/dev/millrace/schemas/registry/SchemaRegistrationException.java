package dev.millrace.schemas.registry;

import org.jspecify.annotations.Nullable;

/** A schema could not be registered, or is not registered as it must be. The message names the registry's URL. */
public final class SchemaRegistrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchemaRegistrationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
