package dev.millrace.workers.weights;

import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.HeapShard;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorsDigest;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.weights.AssembledWeights;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes an update of a version that was read whole, as an engine takes it. Stateless. */
final class WeightLoader {

    private WeightLoader() {}

    static PolicyUpdate update(AssembledWeights assembled) {
        WeightManifest manifest = assembled.manifest();
        Map<String, Long> checksums = new TreeMap<>();
        for (TensorDigest tensor : manifest.getTensors()) {
            checksums.put(tensor.getName(), tensor.getCrc32c());
        }
        return PolicyUpdate.full(
                new PolicyVersion(assembled.version()),
                PolicyFamilies.UNNAMED,
                manifest.getArchitecture(),
                new EncodedTensors(
                        new TensorsDigest(manifest.getSha256(), checksums),
                        List.of(new HeapShard(List.of(assembled.payload()), manifest.getSha256()))));
    }
}
