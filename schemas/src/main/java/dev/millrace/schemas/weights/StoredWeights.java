package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightManifest;

/**
 * A version whose payload lies in an object store, in the shards of its manifest. Whether it is there, and is what its
 * digests say, shows when it is read: {@link WeightLog#confirm} then tells the log.
 */
public record StoredWeights(WeightManifest manifest) implements WholeWeights {}
