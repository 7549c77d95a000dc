package dev.millrace.learner.checkpoint;

import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.schemas.store.DamagedObjectException;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.NamedObjects;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoredObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the indices of checkpoints name, of whichever runs, for who tidies a store up. Stateless. */
public final class CheckpointNames {

    private CheckpointNames() {}

    /**
     * Reads the indices among some objects.
     *
     * @return by the name of each index that is whole, itself and the files that it names, in full
     * @throws CheckpointException if an index is whole and cannot be understood, as one of a later version of the program
     * @throws IOException if the store cannot be read
     */
    public static NamedObjects<String> of(ObjectStore store, Collection<KeptObject> held) throws IOException {
        NamedObjects<String> named = new NamedObjects<>();
        for (KeptObject object : held) {
            if (CheckpointObjects.isIndex(object.key())) {
                Optional<StoredCheckpoint> checkpoint = read(store, object);
                checkpoint.ifPresent(each -> named.put(object.key().toString(), names(object.key(), each)));
            }
        }
        return named;
    }

    private static Set<String> names(ObjectKey index, StoredCheckpoint checkpoint) {
        Set<String> names = new TreeSet<>();
        names.add(index.toString());
        String area = CheckpointObjects.areaOfFiles(index);
        checkpoint.objects().forEach(sha256 -> names.add(new ObjectKey(area, sha256).toString()));
        return names;
    }

    /**
     * Reads an index.
     *
     * @return empty if it is damaged or gone: nobody can find the files of its checkpoint any more
     * @throws CheckpointException if it is whole and cannot be understood
     * @throws IOException if the store cannot be read
     */
    static Optional<StoredCheckpoint> read(ObjectStore store, KeptObject index) throws IOException {
        try {
            byte[] json = new StoredObject(store, index.key(), index.bytes()).read();
            return Optional.of(CheckpointJson.read(json, StoredCheckpoint.class, "object " + index.key()));
        } catch (FileNotFoundException | DamagedObjectException e) {
            return Optional.empty();
        }
    }
}
