package dev.millrace.streams.scoring;

/**
 * From where on a response is too long.
 *
 * @param maxLength L, the tokens beyond which the punishment is whole, as {@code worker.max_response_tokens}; it has to be said
 * @param cache c, the tokens below {@code max_length} over which the punishment grows, from 0 to {@code max_length}; 0 for none
 */
public record OverlongConfig(int maxLength, int cache) {

    /** @throws IllegalArgumentException that begins with the key, if a length is out of its range */
    public OverlongConfig {
        if (maxLength < 0) {
            throw new IllegalArgumentException("max_length must be a number of tokens above 0, not " + maxLength);
        }
        if (cache < 0 || (maxLength > 0 && cache > maxLength)) {
            throw new IllegalArgumentException("cache must be from 0 to max_length, not " + cache);
        }
    }
}
