package dev.millrace.runtime.runs;

/** Somebody still works in a run that is to go. The message says where, and what to do. */
public final class RunBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunBusyException(String message) {
        super(message);
    }
}
