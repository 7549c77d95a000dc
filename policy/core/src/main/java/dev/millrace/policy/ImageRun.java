package dev.millrace.policy;

/**
 * The positions that one image takes in the model's sequence.
 *
 * @param position of the sequence at which the image begins, counted with all images in their places
 * @param length positions it takes
 * @param rows of its grid of patches, before patches are merged
 * @param columns of its grid of patches, before patches are merged
 */
public record ImageRun(int position, int length, int rows, int columns) {

    public ImageRun {
        if (position < 0) {
            throw new IllegalArgumentException("an image begins at position 0 or later, not at " + position);
        }
        if (length < 1 || rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "an image takes at least one position, not " + length + " of a grid of " + rows + "x" + columns);
        }
    }
}
