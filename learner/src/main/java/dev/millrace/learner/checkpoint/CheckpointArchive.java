package dev.millrace.learner.checkpoint;

import dev.millrace.learner.checkpoint.StoredCheckpoint.Part;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.DamagedObjectException;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.NamedObjects;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run in an object store. Files lie there by their content, so that what two checkpoints have in common is
 * there once; an index for each checkpoint names its files, and is written after them and deleted before them. So what an index
 * names is whole, or it is damaged and seen to be. Belongs to one thread at a time.
 */
final class CheckpointArchive {

    private static final Logger log = LoggerFactory.getLogger(CheckpointArchive.class);
    private static final int PIECE_BYTES = 256 * 1024;

    /** As a shard of weights. */
    private static final long PART_BYTES = 256L << 20;

    private final ObjectStore store;
    private final CheckpointObjects objects;
    private final long partBytes;
    private final Map<String, StoredCheckpoint> indices = new HashMap<>();
    private final NamedObjects<String> named = new NamedObjects<>();

    /** @param store stays its owner's */
    CheckpointArchive(ObjectStore store, CheckpointObjects objects) {
        this(store, objects, PART_BYTES);
    }

    /** @param partBytes longest object, in bytes */
    CheckpointArchive(ObjectStore store, CheckpointObjects objects, long partBytes) {
        this.store = store;
        this.objects = objects;
        this.partBytes = partBytes;
    }

    /** What messages call the store. */
    String name() {
        return store.name();
    }

    /**
     * The checkpoints that are there, by their step. One whose index is damaged is passed over, and told.
     *
     * @throws IOException if the store cannot be asked
     */
    List<StoredCheckpoint> list() throws IOException {
        Set<String> there = new HashSet<>();
        for (KeptObject index : store.list(objects.indices())) {
            there.add(index.key().sha256());
            if (!indices.containsKey(index.key().sha256())) {
                read(index);
            }
        }
        indices.keySet().retainAll(there);
        named.release(each -> !there.contains(each));
        return indices.values().stream()
                .sorted((one, other) ->
                        Long.compare(one.state().step(), other.state().step()))
                .toList();
    }

    private void read(KeptObject index) throws IOException {
        try {
            CheckpointNames.read(store, index)
                    .ifPresentOrElse(checkpoint -> know(index.key().sha256(), checkpoint), () -> log.atWarn()
                            .addKeyValue("index", index.key())
                            .log("a checkpoint in the store is damaged and passed over"));
        } catch (CheckpointException e) {
            log.atWarn()
                    .addKeyValue("index", index.key())
                    .setCause(e)
                    .log("a checkpoint in the store is of another version of this program, and passed over");
        }
    }

    private void know(String sha256, StoredCheckpoint checkpoint) {
        indices.put(sha256, checkpoint);
        named.put(sha256, checkpoint.objects());
    }

    /**
     * Copies a checkpoint; when this returns, {@link #list} has it.
     *
     * @param folder stays as it is meanwhile
     * @throws IOException if the store does not take it, or a file cannot be read
     * @throws CheckpointException if it is none
     */
    StoredCheckpoint put(Path folder) throws IOException {
        Set<String> known = named.all();
        Map<String, List<Part>> files = new TreeMap<>();
        for (Path file : files(folder)) {
            List<FilePart> parts = FilePart.of(file, partBytes);
            for (FilePart each : parts) {
                if (!known.contains(each.part().sha256())) {
                    store.put(objects.file(each.part().sha256()), each.part().bytes(), each);
                }
            }
            files.put(
                    String.valueOf(file.getFileName()),
                    parts.stream().map(FilePart::part).toList());
        }
        StoredCheckpoint checkpoint = new StoredCheckpoint(CheckpointStore.state(folder), files);
        byte[] json = CheckpointJson.write(checkpoint);
        ObjectKey index = objects.index(Sha256.of(ByteBuffer.wrap(json)));
        store.put(index, json.length, () -> new ByteArrayInputStream(json));
        know(index.sha256(), checkpoint);
        return checkpoint;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /**
     * Deletes checkpoints, and the files that no other checkpoint has.
     *
     * @param over whether the one of a step goes
     * @throws IOException if something cannot be deleted; what is left of it, the next call or a collection takes
     */
    void delete(LongPredicate over) throws IOException {
        Set<String> gone = new HashSet<>();
        for (Map.Entry<String, StoredCheckpoint> each : indices.entrySet()) {
            if (over.test(each.getValue().state().step())) {
                store.delete(objects.index(each.getKey()));
                gone.add(each.getKey());
            }
        }
        indices.keySet().removeAll(gone);
        for (String file : named.release(gone::contains)) {
            store.delete(objects.file(file));
        }
    }

    /**
     * Brings a checkpoint into a folder of checkpoints, each file compared with its digest on the way.
     *
     * @return its folder
     * @throws CheckpointException if a file is missing or damaged in the store, or the folder cannot be written
     * @throws StoreException if the store cannot be read now
     */
    Path restore(StoredCheckpoint checkpoint, CheckpointStore into) {
        Map<String, FileContents> files = new TreeMap<>();
        checkpoint
                .files()
                .forEach((name, parts) -> files.put(name, sink -> {
                    for (Part part : parts) {
                        fetch(part, sink);
                    }
                }));
        return into.restore(checkpoint.state().step(), files);
    }

    private void fetch(Part part, ByteSink sink) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = opened(part)) {
            for (int count = read(in, piece); count >= 0; count = read(in, piece)) {
                sink.accept(ByteBuffer.wrap(piece, 0, count));
            }
        }
    }

    private InputStream opened(Part part) throws IOException {
        try {
            return new StoredObject(store, objects.file(part.sha256()), part.bytes()).open();
        } catch (FileNotFoundException | DamagedObjectException e) {
            throw e;
        } catch (IOException e) {
            throw away(e);
        }
    }

    private int read(InputStream in, byte[] piece) throws IOException {
        try {
            return in.read(piece);
        } catch (DamagedObjectException e) {
            throw e;
        } catch (IOException e) {
            throw away(e);
        }
    }

    /** Whoever fails to write a file must not be taken for a store that fails to give it. */
    StoreException away(IOException e) {
        return new StoreException(
                "checkpoints of run " + objects.run() + " cannot be read from " + store.name() + ": " + e.getMessage()
                        + ". See that the store can be reached and read",
                e);
    }
}
