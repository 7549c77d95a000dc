package dev.millrace.schemas.notice;

/** The innermost cause of a failure: Kafka wraps what went wrong in messages that do not name it. */
public final class RootCause {

    private RootCause() {}

    /** The innermost cause, which may be {@code failure} itself. */
    public static Throwable of(Throwable failure) {
        Throwable root = failure;
        for (Throwable deeper = root.getCause(); deeper != null; deeper = deeper.getCause()) {
            root = deeper;
        }
        return root;
    }

    /** What the innermost cause says, or its name where it says nothing. */
    public static String message(Throwable failure) {
        Throwable root = of(failure);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
