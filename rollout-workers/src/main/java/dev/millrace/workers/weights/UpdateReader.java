package dev.millrace.workers.weights;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.HeapShard;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.Shard;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.policy.weights.WeightsDigest;
import dev.millrace.schemas.avro.AdapterTerms;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoredObject;
import dev.millrace.schemas.weights.AssembledWeights;
import dev.millrace.schemas.weights.StoredWeights;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.schemas.weights.WholeWeights;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes updates of whole versions, wherever their payload lies. Stateless and safe for all threads. */
public final class UpdateReader {

    private final Optional<ObjectStore> store;
    private final WeightObjects objects;

    /**
     * @param store stays its owner's
     * @param objects how the run's payloads are called there
     */
    public UpdateReader(Optional<ObjectStore> store, WeightObjects objects) {
        this.store = store;
        this.objects = objects;
    }

    /**
     * The update that a version is. Of a payload in a store nothing is read yet.
     *
     * @throws UpdateException if it lies in a store, and this process has none
     */
    public PolicyUpdate read(WholeWeights whole) {
        WeightManifest manifest = whole.manifest();
        String family = manifest.getFamily().isEmpty() ? PolicyFamilies.UNNAMED : manifest.getFamily();
        Map<String, Long> checksums = manifest.getTensors().stream()
                .collect(Collectors.toMap(TensorDigest::getName, TensorDigest::getCrc32c, (one, other) -> other));
        return new PolicyUpdate(
                new PolicyVersion(whole.version()),
                family,
                kind(manifest),
                manifest.getKind() == WeightKind.DELTA
                        ? Optional.empty()
                        : Optional.ofNullable(manifest.getBaseSha256()),
                manifest.getArchitecture(),
                Optional.ofNullable(manifest.getAdapter()).map(UpdateReader::form),
                new EncodedTensors(new WeightsDigest(manifest.getSha256(), checksums), shards(whole)));
    }

    private static UpdateKind kind(WeightManifest manifest) {
        return switch (manifest.getKind()) {
            case ANCHOR, DELTA -> UpdateKind.FULL; // a delta was applied to its anchor when it was assembled
            case ADAPTER -> UpdateKind.ADAPTER;
            case UNKNOWN -> throw new IllegalArgumentException("weights of an unknown kind are never whole");
        };
    }

    private static AdapterForm form(AdapterTerms terms) {
        return new AdapterForm(
                terms.getRank(), terms.getAlpha(), terms.getRankStabilized(), terms.getTargets(), terms.getTower());
    }

    private List<Shard> shards(WholeWeights whole) {
        if (whole instanceof AssembledWeights assembled) {
            return List.of(new HeapShard(assembled.payload(), whole.manifest().getSha256()));
        }
        ObjectStore from = store.orElseThrow(() -> new UpdateException("weights version " + whole.version()
                + " lie in the store " + whole.manifest().getStore()
                + ", but this process has none; give it the kafka.store of the learner"));
        return ((StoredWeights) whole)
                .manifest().getShards().stream()
                        .<Shard>map(shard -> new StoredShard(
                                new StoredObject(from, objects.key(shard.getSha256()), shard.getBytes())))
                        .toList();
    }

    private record StoredShard(StoredObject object) implements Shard {

        @Override
        public long bytes() {
            return object.bytes();
        }

        @Override
        public String sha256() {
            return object.key().sha256();
        }

        @Override
        public InputStream open() throws IOException {
            return object.open();
        }
    }
}
