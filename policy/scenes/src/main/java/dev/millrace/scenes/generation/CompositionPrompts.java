package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import java.util.List;
import java.util.Optional;

/** Prompts of GenEval's six categories. */
final class CompositionPrompts {

    private CompositionPrompts() {}

    static DrawingTask make(DrawingCategory category, Draws draws) {
        GenerationRules rules = rules(category, draws);
        return DrawingTask.of(
                category, rules, SceneSearch.find(rules, draws.random()).orElseThrow());
    }

    private static GenerationRules rules(DrawingCategory category, Draws draws) {
        String opening = draws.any(Wording.OPENINGS);
        int first = draws.digit();
        int second = draws.digitBut(first);
        return switch (category) {
            case SINGLE_OBJECT -> rules(category, opening + Wording.one(first), ObjectRule.of(first, 1));
            case TWO_OBJECT ->
                rules(
                        category,
                        opening + Wording.one(first) + " and " + Wording.one(second),
                        ObjectRule.of(first, 1),
                        ObjectRule.of(second, 1));
            case COUNTING -> {
                int count = 2 + draws.random().nextInt(Contradictions.CELLS - 1);
                yield rules(category, opening + Wording.several(count, first), ObjectRule.of(first, count));
            }
            case COLORS -> {
                DigitColor color = draws.color();
                yield rules(category, opening + Wording.one(color, first), ObjectRule.of(first, color));
            }
            case COLOR_ATTR -> {
                DigitColor one = draws.color();
                DigitColor other = draws.colorBut(one);
                yield rules(
                        category,
                        opening + Wording.one(one, first) + " and " + Wording.one(other, second),
                        ObjectRule.of(first, one),
                        ObjectRule.of(second, other));
            }
            case POSITION -> position(opening, first, second, draws);
            default -> throw new IllegalArgumentException(category + " is no composition");
        };
    }

    private static GenerationRules rules(DrawingCategory category, String text, ObjectRule... include) {
        return GenerationRules.exactly(category.label(), text, include);
    }

    /** With colours every third time; the reference stands first among the rules, as in GenEval's metadata. */
    private static GenerationRules position(String opening, int first, int second, Draws draws) {
        Relation relation = draws.any(List.of(Relation.values()));
        Optional<DigitColor> color = draws.random().nextInt(3) == 0 ? Optional.of(draws.color()) : Optional.empty();
        Optional<DigitColor> other = color.map(draws::colorBut);
        String text = opening + one(color, first) + " " + relation.label() + " " + one(other, second);
        return rules(
                DrawingCategory.POSITION,
                text,
                new ObjectRule(second, 1, other, Optional.empty()),
                new ObjectRule(first, 1, color, Optional.empty()).at(relation, 0));
    }

    private static String one(Optional<DigitColor> color, int digit) {
        return color.map(named -> Wording.one(named, digit)).orElseGet(() -> Wording.one(digit));
    }
}
