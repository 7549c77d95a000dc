package dev.millrace.streams.reshaping;

/**
 * What a reshaper may know of one response. Per-token measurements, such as visual dependency, join it with the first
 * reshaper that reads them.
 *
 * @param length number of response tokens, at least 1
 * @param advantage advantage of the trajectory
 */
public record Response(int length, double advantage) {

    /** @throws IllegalArgumentException if the response has no token or the advantage is not finite */
    public Response {
        if (length < 1) {
            throw new IllegalArgumentException("a response must have at least 1 token, not " + length);
        }
        if (!Double.isFinite(advantage)) {
            throw new IllegalArgumentException("the advantage of a response must be finite, not " + advantage);
        }
    }
}
