package dev.millrace.runtime.config;

import dev.millrace.schemas.failure.UsageException;

/** A configuration that cannot be used. The message is one line: where it was set, which key, what would be right. */
public final class ConfigException extends UsageException {

    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
