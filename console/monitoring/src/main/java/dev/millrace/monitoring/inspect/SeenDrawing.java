package dev.millrace.monitoring.inspect;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A drawn image, as it is told of in text.
 *
 * @param sha256 hash of the image on its topic, in hexadecimal
 * @param steps sampled steps that can be trained
 * @param advantage its advantage; empty while the group is open or where it was dropped
 * @param marks what the scorers said of single rules, in the order of the scorers' names
 */
public record SeenDrawing(String sha256, int steps, OptionalDouble advantage, List<RuleMark> marks) {

    public SeenDrawing {
        marks = List.copyOf(marks);
    }
}
