package dev.millrace.streams.reward;

import java.util.List;

/**
 * The scorers a group waits for, by what its trajectories are: one run may mix both.
 *
 * @param text of trajectories that are texts; empty means all that have a weight other than 0 and judge texts
 * @param image of trajectories that are images; empty means all that have a weight other than 0 and judge images
 */
public record RequiredScorers(List<String> text, List<String> image) {

    public RequiredScorers {
        text = List.copyOf(text);
        image = List.copyOf(image);
    }

    /** Nothing is named, so that the weights decide. */
    public static RequiredScorers byWeight() {
        return new RequiredScorers(List.of(), List.of());
    }

    List<String> of(OutputKind kind) {
        return kind == OutputKind.TEXT ? text : image;
    }
}
