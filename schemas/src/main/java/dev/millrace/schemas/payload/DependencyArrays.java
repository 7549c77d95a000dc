package dev.millrace.schemas.payload;

import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;

/**
 * How much each token depends on the image, in nat.
 *
 * @param strong S, one for each token
 * @param weak S', one for each token
 */
public record DependencyArrays(PackedFloats strong, PackedFloats weak) {

    static DependencyArrays of(VisualDependency dependency) {
        return new DependencyArrays(PackedFloats.view(dependency.getStrong()), PackedFloats.view(dependency.getWeak()));
    }
}
