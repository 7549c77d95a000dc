package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.LoggedGroup;

/** Takes groups one after another. Belongs to one thread. */
public interface GroupSink extends AutoCloseable {

    /** @throws java.io.UncheckedIOException if it cannot be written */
    void write(LoggedGroup group);

    /**
     * Makes what was written durable.
     *
     * @return the length of the file, at which writing can go on after everything behind it was cut off
     */
    long sync();

    @Override
    void close();
}
