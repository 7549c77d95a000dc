package dev.millrace.scenes.generation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How one object stands to another. */
public enum Relation {
    LEFT_OF(-1, 0),
    RIGHT_OF(1, 0),
    ABOVE(0, -1),
    BELOW(0, 1);

    /** Share of both sizes by which centres may be apart without a relation. */
    private static final double MARGIN = 0.1;

    private static final double NONE = 1e-3;
    private static final double DIRECTION = 0.5;

    private final int x;
    private final int y;

    Relation(int x, int y) {
        this.x = x;
        this.y = y;
    }

    /** Its name in prompts and rules, for instance {@code left of}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The relation of a name. */
    public static Optional<Relation> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(relation -> relation.label().equals(label))
                .findFirst();
    }

    /** All names, for messages. */
    static String labels() {
        return Arrays.stream(values()).map(Relation::label).collect(Collectors.joining(", "));
    }

    /** Whether it is about columns and not about rows. */
    boolean horizontal() {
        return x != 0;
    }

    /** Whether it puts the first object before the second, to the left or above. */
    boolean before() {
        return x + y < 0;
    }

    /**
     * The relations in which the first box stands to the second, as GenEval's evaluation has them: with {@code o} the way
     * between the centres, {@code r = max(|o| − 0.1·(sizeA + sizeB), 0)·sign(o)} and {@code d = r/‖o‖}, left is
     * {@code d_x < −0.5} and so on. Boxes on a diagonal stand in two relations, boxes that overlap much in none.
     */
    public static Set<Relation> between(Box first, Box second) {
        double offsetX = first.centreX() - second.centreX();
        double offsetY = first.centreY() - second.centreY();
        double revisedX = revised(offsetX, first.width() + second.width());
        double revisedY = revised(offsetY, first.height() + second.height());
        Set<Relation> relations = EnumSet.noneOf(Relation.class);
        if (Math.abs(revisedX) < NONE && Math.abs(revisedY) < NONE) {
            return relations;
        }
        double length = Math.hypot(offsetX, offsetY);
        for (Relation relation : values()) {
            if (relation.x * revisedX / length + relation.y * revisedY / length > DIRECTION) {
                relations.add(relation);
            }
        }
        return relations;
    }

    private static double revised(double offset, double sizes) {
        return Math.max(Math.abs(offset) - MARGIN * sizes, 0) * Math.signum(offset);
    }
}
