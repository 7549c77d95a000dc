package dev.millrace.cli.doctor;

import java.util.List;

/** One look at one thing. */
public interface Examination {

    /** What is looked at, in a word or two. */
    String subject();

    /** Whether it asks the broker, so that it is left out where no broker answers. */
    default boolean needsBroker() {
        return false;
    }

    /**
     * Looks.
     *
     * @return at least one finding
     * @throws RuntimeException whose line is a finding too
     */
    List<Finding> examine();
}
