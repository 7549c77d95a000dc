package dev.millrace.scenes.generation;

import java.util.List;

/**
 * What an edit must leave alone. Rules in GenEval's form say that a digit is still there in its colour, and not that it is where it was.
 * Pure.
 */
public final class Unchanged {

    /** Pixels by which the centre of an object may be read apart: less than half of a cell. */
    private static final double NEAR = 6;

    private Unchanged() {}

    /**
     * Whether all that was on the image and that the rules ask for as it was stands where it stood. What the rules put in a relation
     * to something is what is moved.
     *
     * @param before objects of the image that was to be changed
     * @param after objects of the image that was drawn
     */
    public static boolean holds(GenerationRules rules, List<DetectedObject> before, List<DetectedObject> after) {
        return before.stream()
                .filter(object -> rules.include().stream()
                        .anyMatch(rule ->
                                rule.color().isPresent() && rule.position().isEmpty() && rule.matches(object)))
                .allMatch(object -> after.stream().anyMatch(other -> isTheSame(object, other)));
    }

    private static boolean isTheSame(DetectedObject one, DetectedObject other) {
        return one.digit() == other.digit()
                && one.color() == other.color()
                && Math.abs(one.box().centreX() - other.box().centreX()) < NEAR
                && Math.abs(one.box().centreY() - other.box().centreY()) < NEAR;
    }
}
