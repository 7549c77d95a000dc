package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import java.util.List;
import java.util.Optional;

/**
 * One object of GenEval's metadata. Included: the image has at least {@code count} such objects; excluded: it has fewer.
 *
 * @param digit the class
 * @param count at least 1
 * @param color any, if empty
 * @param position of included objects, to another included one; empty if it does not matter
 */
public record ObjectRule(int digit, int count, Optional<DigitColor> color, Optional<Position> position) {

    /**
     * @param other index of the included object that is the reference
     */
    public record Position(Relation relation, int other) {}

    /** Some digits of any colour. */
    public static ObjectRule of(int digit, int count) {
        return new ObjectRule(digit, count, Optional.empty(), Optional.empty());
    }

    /** One digit of a colour. */
    public static ObjectRule of(int digit, DigitColor color) {
        return new ObjectRule(digit, 1, Optional.of(color), Optional.empty());
    }

    /** The same object, standing in a relation to the included object of this index. */
    public ObjectRule at(Relation relation, int other) {
        return new ObjectRule(digit, count, color, Optional.of(new Position(relation, other)));
    }

    boolean matches(DetectedObject object) {
        return object.digit() == digit && color.map(object.color()::equals).orElse(true);
    }

    List<DetectedObject> among(List<DetectedObject> objects) {
        return objects.stream().filter(this::matches).toList();
    }

    /** What it is about, for messages: {@code red 3}. */
    String what() {
        return color.map(asked -> asked.word() + " ").orElse("") + digit;
    }
}
