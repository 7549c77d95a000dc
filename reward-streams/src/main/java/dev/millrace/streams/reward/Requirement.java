package dev.millrace.streams.reward;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The scorers that groups wait for.
 *
 * @param text those of texts
 * @param image those of images
 */
public record Requirement(SortedSet<String> text, SortedSet<String> image) {

    public Requirement {
        text = Collections.unmodifiableSortedSet(new TreeSet<>(text));
        image = Collections.unmodifiableSortedSet(new TreeSet<>(image));
    }

    /** Those that a group of this kind waits for. */
    public SortedSet<String> of(OutputKind output) {
        return output == OutputKind.TEXT ? text : image;
    }
}
