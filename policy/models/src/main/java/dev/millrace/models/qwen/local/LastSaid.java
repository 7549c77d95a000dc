package dev.millrace.models.qwen.local;

import org.jspecify.annotations.Nullable;

/**
 * What the version before said, to tell one whose weights are others but that says the same. That may be rounding, where a step is
 * very small; where it goes on, weights come that change nothing. For one thread.
 */
final class LastSaid {

    private @Nullable String weights;
    private @Nullable String said;

    /**
     * Takes the next version.
     *
     * @param sha256 of its weights
     * @param digest of what it says
     * @return whether it says what the one before said, though its weights are others
     */
    boolean isUnmoved(String sha256, String digest) {
        boolean unmoved = weights != null && !sha256.equals(weights) && digest.equals(said);
        weights = sha256;
        said = digest;
        return unmoved;
    }
}
