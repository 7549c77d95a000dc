package dev.millrace.schemas.weights;

/**
 * Which versions a reader takes.
 *
 * @param maxBytes largest payload, at least 1 and below 2 GiB
 * @param trusted whose word is taken for them
 */
public record WeightAcceptance(long maxBytes, TrustedKeys trusted) {

    /** @throws IllegalArgumentException if the limit is out of its range */
    public WeightAcceptance {
        if (maxBytes < 1 || maxBytes > WeightAssembler.LARGEST_MAX_BYTES) {
            throw new IllegalArgumentException("a payload cannot be limited to " + maxBytes + " bytes");
        }
    }

    /** Whatever is whole and not larger, whoever wrote it. */
    public static WeightAcceptance upTo(long maxBytes) {
        return new WeightAcceptance(maxBytes, TrustedKeys.ANYBODY);
    }
}
