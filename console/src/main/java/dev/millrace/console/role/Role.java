package dev.millrace.console.role;

/**
 * One role of a run, ready to start.
 *
 * @param name names its thread and stands in errors, for instance {@code worker-0}
 * @param body runs until it is done or stopped; what it throws is the role's failure
 * @param stop asks the body to end; may be called from any thread, more than once, also before the body runs
 */
public record Role(String name, Body body, Runnable stop) {

    /** The work of a role. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }
}
