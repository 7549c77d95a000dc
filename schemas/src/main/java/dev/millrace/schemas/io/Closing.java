package dev.millrace.schemas.io;

import java.util.Collection;
import java.util.List;

/**
 * Closes several things at the end of their owner's life. Where they are few and named, a {@code try} with all of them as
 * its resources says the same.
 */
public final class Closing {

    private Closing() {}

    /** Closes what was opened before {@code cause}, which whoever calls is about to throw; failures are suppressed in it. */
    public static void after(RuntimeException cause, AutoCloseable... opened) {
        try {
            all(List.of(opened));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Closes each of them, in order, whatever the others throw.
     *
     * @throws RuntimeException the first failure, with the further ones suppressed in it
     */
    public static void all(Collection<? extends AutoCloseable> resources) {
        RuntimeException failure = null;
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                RuntimeException next = e instanceof RuntimeException unchecked
                        ? unchecked
                        : new IllegalStateException(resource + " cannot be closed: " + e, e);
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
