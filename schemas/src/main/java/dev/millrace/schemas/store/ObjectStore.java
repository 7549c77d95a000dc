package dev.millrace.schemas.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Bytes by their content, for what is too large for the log. Safe for all threads.
 *
 * <p>Whoever reads compares the bytes with the digest in the key ({@link StoredObject}); a store only keeps them.
 */
public interface ObjectStore extends AutoCloseable {

    /** What records and messages call it, without secrets: for instance {@code folder:/data/objects}. */
    String name();

    /**
     * Keeps an object. When this returns it survives a power cut and everybody finds it; before, nobody does. One that is
     * there already is written anew, or left as it is.
     *
     * @param bytes its length, at least 0
     * @param content gives its bytes from the first, any number of times
     * @throws IOException if it cannot be kept, or the content cannot be read or is of another length
     */
    void put(ObjectKey key, long bytes, Content content) throws IOException;

    /**
     * The bytes of an object, as they are there; the caller closes the stream.
     *
     * @throws java.io.FileNotFoundException if there is none of this name
     * @throws IOException if it cannot be read
     */
    InputStream open(ObjectKey key) throws IOException;

    /**
     * Gives an object up; nothing happens if there is none of this name. A stream that is open may end with an error.
     *
     * @throws IOException if it cannot be deleted
     */
    void delete(ObjectKey key) throws IOException;

    /**
     * What it holds in an area and in those below it, in no order; empty where there is none. An object that is put or deleted
     * meanwhile may be there or not.
     *
     * @param area as that of an {@link ObjectKey}
     * @throws UnlistedStoreException if it is of a type that cannot say it: nothing of it can be collected then
     * @throws IOException if it cannot be asked
     */
    default List<KeptObject> list(String area) throws IOException {
        throw new UnlistedStoreException(
                name() + " cannot say what it holds; its type has to learn it, by ObjectStore.list");
    }

    @Override
    void close();

    /** Where the bytes of an object come from. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }
}
