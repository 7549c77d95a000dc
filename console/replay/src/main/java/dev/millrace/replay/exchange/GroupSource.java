package dev.millrace.replay.exchange;

import java.util.Optional;

/** Groups one after another. Belongs to one thread. */
public interface GroupSource extends AutoCloseable {

    /**
     * The next group, or empty at the end.
     *
     * @throws InputException naming file, line and field, if it cannot be used
     */
    Optional<InputGroup> next();

    @Override
    void close();
}
