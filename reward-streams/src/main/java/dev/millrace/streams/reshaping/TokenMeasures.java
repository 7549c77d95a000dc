package dev.millrace.streams.reshaping;

import dev.millrace.schemas.packed.PackedFloats;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each token of a response, n values each.
 *
 * @param strong S_t, visual dependency in nat: divergence to the view with blackened patches; null if not measured
 * @param weak S'_t, visual inconsistency in nat: divergence to the view with pixel noise; null exactly where strong is
 * @param entropies entropy in nat; null if not known
 */
public record TokenMeasures(
        @Nullable PackedFloats strong, @Nullable PackedFloats weak, @Nullable PackedFloats entropies) {

    /** Nothing is known. */
    public static final TokenMeasures NONE = new TokenMeasures(null, null, null);

    /** @throws IllegalArgumentException if only one of the two dependencies is there, or they differ in length */
    public TokenMeasures {
        if ((strong == null) != (weak == null)) {
            throw new IllegalArgumentException("visual dependency and inconsistency are measured together or not");
        }
        if (strong != null && weak != null && strong.length() != weak.length()) {
            throw new IllegalArgumentException(
                    "visual dependency has " + strong.length() + " entries, visual inconsistency " + weak.length());
        }
    }

    /** Visual dependency and inconsistency alone. */
    public static TokenMeasures ofDependency(PackedFloats strong, PackedFloats weak) {
        return new TokenMeasures(strong, weak, null);
    }

    /** Entropies alone. */
    public static TokenMeasures ofEntropies(PackedFloats entropies) {
        return new TokenMeasures(null, null, entropies);
    }

    boolean fits(int length) {
        return (strong == null || strong.length() == length) && (entropies == null || entropies.length() == length);
    }
}
