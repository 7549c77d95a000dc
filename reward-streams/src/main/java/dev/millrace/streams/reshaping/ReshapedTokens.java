package dev.millrace.streams.reshaping;

import dev.millrace.schemas.packed.PackedFloats;
import org.jspecify.annotations.Nullable;

/**
 * What a reshaper made of one response.
 *
 * @param advantages what is trained
 * @param weights factor of each token's advantage; null where every one is 1
 * @param rvd robust visual dependency of each token, 0 to 1; null where the method knows none
 * @param guard why the tokens were left alone; null if they were not
 */
public record ReshapedTokens(
        TokenAdvantages advantages, @Nullable PackedFloats weights, @Nullable PackedFloats rvd, @Nullable Guard guard) {

    static final ReshapedTokens UNTOUCHED = new ReshapedTokens(new TokenAdvantages.OfTrajectory(), null, null, null);
}
