package dev.millrace.schemas.failure;

/** What was asked for cannot be done as it was asked: a wrong argument, a missing file. Ends in exit code 2. */
public class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
