package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.RewardConfig;
import java.util.Collections;
import java.util.SortedSet;

/**
 * The scorers that groups wait for.
 *
 * @param text those of texts
 * @param image those of images
 */
public record Requirement(SortedSet<String> text, SortedSet<String> image) {

    public Requirement {
        text = Collections.unmodifiableSortedSet(text);
        image = Collections.unmodifiableSortedSet(image);
    }

    static Requirement of(RewardConfig reward) {
        return new Requirement(reward.requiredScorers(OutputKind.TEXT), reward.requiredScorers(OutputKind.IMAGE));
    }

    SortedSet<String> of(OutputKind output) {
        return output == OutputKind.TEXT ? text : image;
    }
}
