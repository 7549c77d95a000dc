package dev.millrace.schemas.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened together, closed together: from the last to the first, whatever the others throw. Belongs to one thread.
 */
public final class OpenClients implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Takes over something that is open. */
    public <T extends AutoCloseable> T add(T client) {
        open.push(client);
        return client;
    }

    /** @throws IllegalStateException if something could not be closed; all the others are */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                RuntimeException next = new IllegalStateException("a client could not be closed: " + e, e);
                if (failure == null) {
                    failure = next;
                } else {
                    failure.addSuppressed(next);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
