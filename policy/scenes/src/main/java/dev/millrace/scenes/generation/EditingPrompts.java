package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Instructions to change a scene of two or three different digits. The rules hold the change and that the other digits
 * keep their colours; where these stand cannot be said in GenEval's form.
 */
final class EditingPrompts {

    private EditingPrompts() {}

    static DrawingTask make(DrawingCategory category, Draws draws) {
        Scene source = draws.scene(2 + draws.random().nextInt(2));
        PlacedDigit changed = draws.any(source.digits());
        return switch (category) {
            case RECOLOR -> recolor(source, changed, draws);
            case REMOVE -> {
                String text = draws.any(List.of("remove the ", "draw it with no ", "take out the ")) + changed.digit();
                yield task(category, text, source, without(source, changed), List.of(), Optional.of(changed.digit()));
            }
            case REPLACE -> replace(source, changed, draws);
            case MOVE -> move(source, changed, draws);
            default -> throw new IllegalArgumentException(category + " is no edit");
        };
    }

    private static DrawingTask recolor(Scene source, PlacedDigit changed, Draws draws) {
        DigitColor color = draws.colorBut(changed.color());
        PlacedDigit recolored = new PlacedDigit(changed.digit(), color, changed.row(), changed.column());
        String text = draws.any(List.of("make the ", "color the ", "draw the ")) + changed.digit() + " " + color.word();
        return task(
                DrawingCategory.RECOLOR,
                text,
                source,
                with(without(source, changed), recolored),
                List.of(ObjectRule.of(changed.digit(), color)),
                Optional.empty());
    }

    private static DrawingTask replace(Scene source, PlacedDigit changed, Draws draws) {
        int digit = draws.digitBut(changed.digit());
        while (source.count(digit) > 0) {
            digit = draws.digitBut(changed.digit());
        }
        PlacedDigit replaced = new PlacedDigit(digit, changed.color(), changed.row(), changed.column());
        String text = draws.any(List.of(
                "replace the " + changed.digit() + " with " + Wording.one(digit),
                "make the " + changed.digit() + " " + Wording.one(digit)));
        return task(
                DrawingCategory.REPLACE,
                text,
                source,
                with(without(source, changed), replaced),
                List.of(ObjectRule.of(digit, changed.color())),
                Optional.of(changed.digit()));
    }

    /** Draws anew until there is a free cell on the other side of a digit that stays. */
    private static DrawingTask move(Scene first, PlacedDigit firstChanged, Draws draws) {
        Scene source = first;
        PlacedDigit changed = firstChanged;
        while (true) {
            List<PlacedDigit> rest = without(source, changed);
            PlacedDigit reference = draws.any(rest);
            Relation relation = draws.any(List.of(Relation.values()));
            List<PlacedDigit> ends = ends(changed, rest, reference, relation);
            if (!relations(changed, reference).contains(relation) && !ends.isEmpty()) {
                String text = draws.any(List.of("move the ", "draw the ")) + changed.digit() + " " + relation.label()
                        + " the " + reference.digit();
                List<ObjectRule> rules = Stream.concat(
                                Stream.of(ObjectRule.of(reference.digit(), reference.color())),
                                Stream.of(ObjectRule.of(changed.digit(), changed.color())
                                        .at(relation, 0)))
                        .toList();
                return task(DrawingCategory.MOVE, text, source, with(rest, draws.any(ends)), rules, Optional.empty());
            }
            source = draws.scene(2 + draws.random().nextInt(2));
            changed = draws.any(source.digits());
        }
    }

    private static List<PlacedDigit> ends(
            PlacedDigit moved, List<PlacedDigit> rest, PlacedDigit reference, Relation relation) {
        List<PlacedDigit> ends = new ArrayList<>();
        for (int cell = 0; cell < Contradictions.CELLS; cell++) {
            PlacedDigit end = new PlacedDigit(moved.digit(), moved.color(), cell / 2, cell % 2);
            boolean free = rest.stream().noneMatch(other -> other.row() == end.row() && other.column() == end.column());
            if (free && relations(end, reference).contains(relation)) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static Set<Relation> relations(PlacedDigit one, PlacedDigit other) {
        return Relation.between(
                DetectedObject.of(one).box(), DetectedObject.of(other).box());
    }

    /** @param given the rules that are not only about digits that stay as they are */
    private static DrawingTask task(
            DrawingCategory category,
            String text,
            Scene source,
            List<PlacedDigit> result,
            List<ObjectRule> given,
            Optional<Integer> gone) {
        List<ObjectRule> include = new ArrayList<>(given);
        for (PlacedDigit placed : result) {
            if (given.stream().noneMatch(rule -> rule.digit() == placed.digit())) {
                include.add(ObjectRule.of(placed.digit(), placed.color()));
            }
        }
        List<ObjectRule> exclude =
                gone.map(digit -> List.of(ObjectRule.of(digit, 1))).orElse(List.of());
        GenerationRules rules = new GenerationRules(category.label(), text, include, exclude);
        return new DrawingTask(text, category, rules, new Scene(result), Optional.of(source), Optional.empty());
    }

    private static List<PlacedDigit> without(Scene scene, PlacedDigit left) {
        return scene.digits().stream().filter(placed -> !placed.equals(left)).toList();
    }

    private static List<PlacedDigit> with(List<PlacedDigit> rest, PlacedDigit added) {
        return Stream.concat(rest.stream(), Stream.of(added)).toList();
    }
}
