package dev.millrace.scenes.generation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a prompt that asks for an image is about. */
public enum DrawingCategory {
    SINGLE_OBJECT(Kind.COMPOSITION),
    TWO_OBJECT(Kind.COMPOSITION),
    COUNTING(Kind.COMPOSITION),
    COLORS(Kind.COMPOSITION),
    POSITION(Kind.COMPOSITION),
    COLOR_ATTR(Kind.COMPOSITION),
    CULTURE(Kind.KNOWLEDGE),
    TIME(Kind.KNOWLEDGE),
    SPACE(Kind.KNOWLEDGE),
    BIOLOGY(Kind.KNOWLEDGE),
    PHYSICS(Kind.KNOWLEDGE),
    CHEMISTRY(Kind.KNOWLEDGE),
    RECOLOR(Kind.EDITING),
    REMOVE(Kind.EDITING),
    REPLACE(Kind.EDITING),
    MOVE(Kind.EDITING),
    CAPTION(Kind.CAPTION);

    /** The families of categories. */
    public enum Kind {
        /** GenEval's six: objects, counts, colours, positions. */
        COMPOSITION,
        /** WISE's six: the answer to a question is to be drawn. */
        KNOWLEDGE,
        /** A given image is to be changed. */
        EDITING,
        /** Whole scenes cell by cell, for pretraining only; they are never held out. */
        CAPTION
    }

    private final Kind kind;

    DrawingCategory(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Its name in data sets and reports, GenEval's tag where there is one. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The categories of a family, in order. */
    public static List<DrawingCategory> of(Kind kind) {
        return Arrays.stream(values()).filter(category -> category.kind == kind).toList();
    }
}
