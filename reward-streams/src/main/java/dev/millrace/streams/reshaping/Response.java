package dev.millrace.streams.reshaping;

/**
 * What a reshaper may know of one response.
 *
 * @param index place of its trajectory in the group
 * @param length number of response tokens n, at least 1
 * @param advantage advantage of the trajectory
 * @param measures what was measured of its tokens
 */
public record Response(int index, int length, double advantage, TokenMeasures measures) {

    /** @throws IllegalArgumentException if the response has no token, or its numbers do not fit it */
    public Response {
        if (length < 1) {
            throw new IllegalArgumentException("a response must have at least 1 token, not " + length);
        }
        if (!Double.isFinite(advantage)) {
            throw new IllegalArgumentException("the advantage of a response must be finite, not " + advantage);
        }
        if (!measures.fits(length)) {
            throw new IllegalArgumentException("response " + index + " has " + length + " tokens and other measures");
        }
    }
}
