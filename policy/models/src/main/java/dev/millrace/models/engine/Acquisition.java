package dev.millrace.models.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What something takes one after the other that is to own it all in the end. If it does not come so far, closing this frees what was
 * taken, from the last to the first, whatever fails meanwhile. For one thread.
 */
public final class Acquisition implements AutoCloseable {

    private final Deque<AutoCloseable> taken = new ArrayDeque<>();

    /** Takes a resource that was just made. */
    public <T extends AutoCloseable> T take(T resource) {
        taken.push(resource);
        return resource;
    }

    /** All is there: it has another owner now. */
    public void done() {
        taken.clear();
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!taken.isEmpty()) {
            try {
                taken.pop().close();
            } catch (Exception e) {
                RuntimeException failure = e instanceof RuntimeException known ? known : new IllegalStateException(e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
