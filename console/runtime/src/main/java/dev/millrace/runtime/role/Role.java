package dev.millrace.runtime.role;

import dev.millrace.schemas.failure.ErrorLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One role of a run, ready to start.
 *
 * @param name names its thread and stands in errors, for instance {@code worker-0}
 * @param body runs until it is done or stopped; what it throws is the role's failure
 * @param stop asks the body to end; may be called from any thread, more than once, also before the body runs
 */
public record Role(String name, Body body, Runnable stop) {

    private static final Logger log = LoggerFactory.getLogger(Role.class);

    /** The same role as one that the run can do without: its failure is logged, and is not the run's. */
    public Role unessential() {
        return new Role(
                name,
                () -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        log.atError()
                                .addKeyValue("role", name)
                                .addKeyValue("cause", ErrorLine.of(e))
                                .setCause(e)
                                .log("the run goes on without this role");
                    }
                },
                stop);
    }

    /** The work of a role. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }
}
