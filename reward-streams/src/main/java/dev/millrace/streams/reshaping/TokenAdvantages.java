package dev.millrace.streams.reshaping;

import dev.millrace.schemas.packed.PackedFloats;

/** The advantages of the tokens of one response. */
public sealed interface TokenAdvantages {

    /** Every token has the advantage of its trajectory. */
    record OfTrajectory() implements TokenAdvantages {}

    /**
     * Each token has its own.
     *
     * @param values one per response token
     */
    record PerToken(PackedFloats values) implements TokenAdvantages {}
}
