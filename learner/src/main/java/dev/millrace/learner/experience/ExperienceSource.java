package dev.millrace.learner.experience;

import java.time.Duration;
import java.util.Optional;

/** Records of experience in their order. Belongs to one thread. */
public interface ExperienceSource {

    /** Goes to an offset; the next entry is the first at or after it. */
    void seek(long offset);

    /**
     * The next entry, or empty if none came in time.
     *
     * @throws EndOfExperienceException if there will never be another
     */
    Optional<LogEntry> next(Duration timeout);
}
