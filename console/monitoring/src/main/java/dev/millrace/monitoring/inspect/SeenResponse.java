package dev.millrace.monitoring.inspect;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * One trajectory of a group, as it is shown.
 *
 * @param index its place in the group
 * @param tokens its response; none where an image was drawn
 * @param drawing the image, where one was drawn
 * @param reward the composed reward; empty while the group is open or where the trajectory was dropped
 * @param scores score by scorer, as it entered the reward
 * @param guard why the reshaper left the tokens alone, where it did
 */
public record SeenResponse(
        int index,
        List<SeenToken> tokens,
        Optional<SeenDrawing> drawing,
        OptionalDouble reward,
        SortedMap<String, Double> scores,
        Optional<String> guard) {

    public SeenResponse {
        tokens = List.copyOf(tokens);
    }
}
