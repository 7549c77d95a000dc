package dev.millrace.policy.dataset;

import java.util.Locale;

/** Kinds of what can be wrong with a row, for counting. */
public enum RowFault {
    /** No row that can be read. */
    MALFORMED,
    /** A column that the settings name is not there. */
    MISSING_COLUMN,
    /** No text that asks something. */
    NO_PROBLEM,
    /** Nothing to judge an output by. */
    NO_ANSWER,
    /** Marks of images and images differ in number. */
    MARKS,
    /** An image that is not there. */
    IMAGE_MISSING,
    /** Bytes that are no sound image. */
    IMAGE_UNREADABLE,
    /** Too many pixels, bytes or frames. */
    IMAGE_TOO_LARGE,
    /** A path that leads out of where images may lie. */
    IMAGE_OUTSIDE,
    /** Rules that nothing can fulfil, or that are misspelt. */
    RULES,
    /** An id that another row has. */
    ID_TWICE,
    /** More text than a record holds. */
    TOO_LARGE,
    /** What the policy in use does not take. */
    POLICY;

    /** In reports. */
    public String label() {
        return this == MARKS
                ? "marks and images differ"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
