package dev.millrace.workers.engines.weights;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Versions as folders, each written under another name, synced and renamed, so that a server never sees half of one. The
 * manifest in it, {@value #MANIFEST}, has the SHA-256 of each file. For one thread.
 */
final class VersionFolders implements AutoCloseable {

    static final String MANIFEST = "millrace.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OwnFolder own;
    private final Path shared;
    private final String serverFolder;
    private final VersionNames names;
    private final Function<PolicyUpdate, Map<String, FileContents>> files;

    /**
     * @param serverFolder what {@code shared} is called by servers; empty for the same
     * @param files of a version, as servers load them
     */
    VersionFolders(
            Path shared,
            String serverFolder,
            VersionNames names,
            Function<PolicyUpdate, Map<String, FileContents>> files) {
        this.shared = shared.toAbsolutePath().normalize();
        this.own = OwnFolder.in(this.shared);
        this.serverFolder = serverFolder;
        this.names = names;
        this.files = files;
    }

    /**
     * Writes a version.
     *
     * @throws UpdateException if it is damaged, or servers cannot have it; with an {@link IOException} as its cause if it cannot
     *     be written
     */
    PreparedVersion write(PolicyUpdate update) {
        String name = names.of(update.version(), update.tensors().sha256());
        double strength = update.kind() == UpdateKind.ADAPTER ? AdapterStrength.of(update) : 0;
        return written(update, name, strength);
    }

    /**
     * The same adapter, made so strong that its largest B counts 1, and at least twice as strong: what does not show in such a
     * one is bound to nothing.
     *
     * @throws UpdateException as {@link #write}
     */
    PreparedVersion writeStronger(PolicyUpdate update, PreparedVersion version) {
        PolicyUpdate stronger = new PolicyUpdate(
                update.version(),
                update.family(),
                update.kind(),
                update.base(),
                update.architecture(),
                Optional.of(update.adapter().orElseThrow().scaled(Math.max(2, 1 / version.strength()))),
                update.tensors());
        return written(stronger, version.name() + VersionNames.STRONGER, 1);
    }

    private PreparedVersion written(PolicyUpdate update, String name, double strength) {
        Path folder = own.path().resolve(name);
        try {
            FolderFiles.replace(folder, digested(files.apply(update), update));
        } catch (IllegalArgumentException e) {
            throw new UpdateException(update.name() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UpdateException(update.name() + " cannot be written to " + folder + ": " + e, e);
        }
        return new PreparedVersion(update.version(), name, update.tensors().sha256(), folder, place(folder), strength);
    }

    /** Adds the manifest, which is written last, with what was digested on the way. */
    private static Map<String, FileContents> digested(Map<String, FileContents> files, PolicyUpdate update) {
        Map<String, String> digests = new TreeMap<>();
        Map<String, FileContents> all = new LinkedHashMap<>();
        files.forEach((name, contents) -> all.put(name, sink -> {
            Sha256 digest = new Sha256();
            contents.writeTo(piece -> {
                digest.update(piece.duplicate());
                sink.accept(piece);
            });
            digests.put(name, digest.finish());
        }));
        all.put(MANIFEST, sink -> sink.accept(ByteBuffer.wrap(manifest(update, digests))));
        return all;
    }

    private static byte[] manifest(PolicyUpdate update, Map<String, String> digests) {
        ObjectNode root = JSON.createObjectNode()
                .put("version", update.version().value())
                .put("weights_sha256", update.tensors().sha256());
        update.base().ifPresent(base -> root.put("base_sha256", base));
        ObjectNode files = root.putObject("files");
        digests.forEach(files::put);
        return CheckpointJson.write(root);
    }

    private String place(Path folder) {
        return serverFolder.isEmpty()
                ? folder.toString()
                : serverFolder.replaceFirst("/+$", "") + "/" + shared.relativize(folder);
    }

    /** What a worker that was killed has left here, and no other worker has: servers may have it under these names. */
    Set<String> leftovers() {
        return own.leftovers().stream().filter(names::isOurs).collect(Collectors.toUnmodifiableSet());
    }

    /** Leaves all that is there to the next worker, as one that is killed does. */
    void leave() {
        own.leave();
    }

    /**
     * Deletes a version that no server needs any more.
     *
     * @throws IOException if it cannot be deleted
     */
    void delete(PreparedVersion version) throws IOException {
        FolderFiles.delete(version.folder());
    }

    @Override
    public void close() {
        own.close();
    }
}
