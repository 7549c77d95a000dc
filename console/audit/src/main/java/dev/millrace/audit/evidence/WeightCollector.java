package dev.millrace.audit.evidence;

import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightDelta;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.schemas.weights.WeightObjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Puts versions together from the records of the weights topic, in their order, and looks at every byte. It is another
 * one than the assembler that workers use, so that a fault of that one is seen. A version whose manifest the learner has
 * trimmed is none any more, as much of it as may be left. Belongs to one thread.
 */
final class WeightCollector {

    private static final int NAMED = 3;

    private final Optional<ObjectStore> store;
    private final WeightObjects objects;
    private final List<LoggedWeights> versions = new ArrayList<>();
    private final Set<Integer> trimmed = new HashSet<>();
    private @Nullable Logged<WeightManifest> open;
    private ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private List<String> problems = new ArrayList<>();
    private int chunks;
    private int anchorVersion = -1;
    private byte[] anchor = new byte[0];

    /**
     * @param store where payloads lie that are too large for the log; stays its owner's
     * @param objects how the run's payloads are called there
     */
    WeightCollector(Optional<ObjectStore> store, WeightObjects objects) {
        this.store = store;
        this.objects = objects;
    }

    /** The learner has taken the record under this key off the log. */
    void trimmed(WeightKey key) {
        if (key.part() == WeightKey.MANIFEST) {
            trimmed.add(key.version());
        }
    }

    /** Versions that the learner has trimmed, as far as the log still says so. */
    Set<Integer> trimmed() {
        return Set.copyOf(trimmed);
    }

    void add(Position position, String key, WeightRecord record) {
        if (record.getBody() instanceof WeightManifest manifest) {
            finish();
            open = new Logged<>(position, key, manifest);
        } else if (record.getBody() instanceof WeightChunk chunk && open != null) {
            add(position, open.value(), chunk);
        }
        // A chunk before the first manifest belongs to a version whose beginning was trimmed.
    }

    private void add(Position position, WeightManifest manifest, WeightChunk chunk) {
        if (chunk.getVersion() != manifest.getVersion() || chunk.getIndex() != chunks) {
            problems.add("at " + position + " lies chunk " + chunk.getIndex() + " of version " + chunk.getVersion()
                    + " instead of chunk " + chunks);
        }
        chunks++;
        ByteBuffer data = chunk.getData().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        payload.writeBytes(bytes);
    }

    /** The versions, when all records were added. */
    List<LoggedWeights> finished() {
        finish();
        return versions.stream()
                .filter(weights -> !trimmed.contains(weights.version()))
                .toList();
    }

    private void finish() {
        Logged<WeightManifest> manifest = open;
        if (manifest == null) {
            return;
        }
        List<String> nonFinite = new ArrayList<>();
        if (manifest.value().getStore() != null) {
            readStored(manifest.value());
        }
        verify(manifest.value(), whole(manifest.value(), payload.toByteArray()), nonFinite);
        versions.add(new LoggedWeights(
                manifest.value().getVersion(),
                manifest.value().getLineage(),
                RecordedVersions.step(manifest.value()),
                manifest.position(),
                manifest.value().getSha256(),
                manifest.value().getSettledGroups(),
                manifest.value().getHasDeltas(),
                problems,
                nonFinite));
        open = null;
        payload = new ByteArrayOutputStream();
        problems = new ArrayList<>();
        chunks = 0;
    }

    /** What the chunks come to: of a delta, with the anchor that it is of. */
    private byte[] whole(WeightManifest manifest, byte[] bytes) {
        if (manifest.getHasDeltas()) {
            anchorVersion = manifest.getVersion();
            anchor = bytes;
        }
        WeightDelta delta = manifest.getDelta();
        if (delta == null) {
            return bytes;
        }
        String sha256 = Sha256.of(ByteBuffer.wrap(bytes));
        if (bytes.length != delta.getBytes() || !sha256.equals(delta.getSha256())) {
            problems.add("its delta has " + bytes.length + " bytes with the SHA-256 " + sha256 + ", the manifest says "
                    + delta.getBytes() + " and " + delta.getSha256());
            return bytes;
        }
        Integer of = manifest.getParentVersion();
        if (of == null || of != anchorVersion) {
            problems.add("it is a delta of version " + of + ", which does not lie whole before it");
            return bytes;
        }
        Optional<byte[]> rebuilt = ChangedBytes.of(anchor, bytes);
        if (rebuilt.isEmpty()) {
            problems.add("its delta cannot be applied to version " + anchorVersion);
        }
        return rebuilt.orElse(bytes);
    }

    private void readStored(WeightManifest manifest) {
        if (store.isEmpty()) {
            problems.add("its payload lies in the store " + manifest.getStore()
                    + ", but this audit has none; give it the kafka.store of the run");
            return;
        }
        for (WeightShard shard : manifest.getShards()) {
            if (!ObjectKey.isSha256(shard.getSha256())) {
                problems.add("a shard's digest is no SHA-256: " + shard.getSha256());
                continue;
            }
            try (InputStream in = store.get().open(objects.key(shard.getSha256()))) {
                in.transferTo(payload);
            } catch (IOException e) {
                problems.add("a shard cannot be read: " + e.getMessage());
            }
        }
    }

    private void verify(WeightManifest manifest, byte[] bytes, List<String> nonFinite) {
        if (chunks != manifest.getChunks() || bytes.length != manifest.getBytes()) {
            problems.add(chunks + " of " + manifest.getChunks() + " chunks with " + bytes.length + " of "
                    + manifest.getBytes() + " bytes");
            return;
        }
        String sha256 = Sha256.of(ByteBuffer.wrap(bytes));
        if (!sha256.equals(manifest.getSha256())) {
            problems.add("SHA-256 is " + sha256 + ", the manifest says " + manifest.getSha256());
        }
        try {
            Safetensors tensors = SafetensorsReader.read(bytes, "version " + manifest.getVersion());
            compare(manifest, tensors);
            tensors.tensors().forEach((name, tensor) -> nonFinite(name, tensor).ifPresent(nonFinite::add));
        } catch (SafetensorsException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private void compare(WeightManifest manifest, Safetensors found) {
        if (found.tensors().size() != manifest.getTensors().size()) {
            problems.add(found.tensors().size() + " tensors, the manifest names "
                    + manifest.getTensors().size());
        }
        for (TensorDigest stated : manifest.getTensors()) {
            Tensor tensor = found.tensors().get(stated.getName());
            CRC32C checksum = new CRC32C();
            if (tensor != null) {
                checksum.update(tensor.bytes());
            }
            if (tensor == null || checksum.getValue() != stated.getCrc32c()) {
                problems.add("tensor " + stated.getName()
                        + (tensor == null
                                ? " is missing"
                                : " has the CRC-32C " + checksum.getValue() + ", not " + stated.getCrc32c()));
                if (problems.size() > NAMED) {
                    return;
                }
            }
        }
    }

    private static Optional<String> nonFinite(String name, Tensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return Optional.of("value " + i + " of tensor " + name + " is " + values[i]);
            }
        }
        return Optional.empty();
    }
}
