package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathAnswer.Choice;
import dev.millrace.streams.scoring.math.MathAnswer.Equation;
import dev.millrace.streams.scoring.math.MathAnswer.Infinite;
import dev.millrace.streams.scoring.math.MathAnswer.Quantity;
import dev.millrace.streams.scoring.math.MathAnswer.Sequence;
import dev.millrace.streams.scoring.math.MathAnswer.Several;
import dev.millrace.streams.scoring.math.MathAnswer.Words;
import java.util.List;

/**
 * Whether an answer is its reference. What is compared as text is not decided here. Immutable, safe on any thread.
 *
 * @param config tolerances and what units count
 */
record MathComparison(MathConfig config) {

    /** Whether they are the same as mathematics has it. */
    boolean same(MathAnswer reference, MathAnswer answer) {
        return same(reference, answer, false);
    }

    /** @param names whether the names of what is equal to something have to agree */
    private boolean same(MathAnswer reference, MathAnswer answer, boolean names) {
        if (reference instanceof Choice || answer instanceof Choice) {
            return choices(reference, answer);
        }
        if (reference instanceof Equation || answer instanceof Equation) {
            return equations(reference, answer, names);
        }
        if (reference instanceof Several || answer instanceof Several) {
            return several(reference, answer);
        }
        if (reference instanceof Sequence one && answer instanceof Sequence other) {
            return one.open().equals(other.open())
                    && one.close().equals(other.close())
                    && inOrder(one.items(), other.items());
        }
        if (reference instanceof Infinite one && answer instanceof Infinite other) {
            return one.positive() == other.positive();
        }
        if (reference instanceof Words one && answer instanceof Words other) {
            return !one.text().isEmpty() && one.text().equals(other.text());
        }
        return reference instanceof Quantity one && answer instanceof Quantity other && quantities(one, other);
    }

    private boolean choices(MathAnswer reference, MathAnswer answer) {
        if (reference instanceof Choice one && answer instanceof Choice other) {
            return one.letters().equals(other.letters())
                    && (one.rest() == null || other.rest() == null || same(one.rest(), other.rest()));
        }
        MathAnswer rest = reference instanceof Choice one ? one.rest() : reference;
        MathAnswer other = answer instanceof Choice choice ? choice.rest() : answer;
        return rest != null && other != null && same(rest, other);
    }

    private boolean equations(MathAnswer reference, MathAnswer answer, boolean names) {
        if (reference instanceof Equation one && answer instanceof Equation other) {
            boolean named = !names || one.name().equals(other.name());
            return (one.value() != null && other.value() != null && named && same(one.value(), other.value()))
                    || (one.difference() != null
                            && other.difference() != null
                            && isMultiple(one.difference(), other.difference()));
        }
        MathAnswer one = reference instanceof Equation equation ? equation.value() : reference;
        MathAnswer other = answer instanceof Equation equation ? equation.value() : answer;
        return one != null && other != null && same(one, other);
    }

    /** Whether one formula is the other times a number that is not 0, so that both are 0 at the same places. */
    private static boolean isMultiple(Formula one, Formula other) {
        if (one.isNumber() || other.isNumber()) {
            return false;
        }
        double ratio = one.at(0).doubleValue() / other.at(0).doubleValue();
        boolean multiple = Double.isFinite(ratio) && ratio != 0;
        for (int point = 1; multiple && point < Formula.points(one, other); point++) {
            double there = one.at(point).doubleValue() / other.at(point).doubleValue();
            multiple = Math.abs(there - ratio) <= 1e-9 * Math.abs(ratio);
        }
        return multiple;
    }

    private boolean several(MathAnswer reference, MathAnswer answer) {
        List<MathAnswer> references = items(reference);
        List<MathAnswer> answers = items(answer);
        boolean listed = isPoint(reference) ? !braces(answer) : isPoint(answer) && !braces(reference);
        if (listed || names(references) > 1 != names(answers) > 1) {
            return inOrder(
                    reference instanceof Sequence one && listed ? one.items() : references,
                    answer instanceof Sequence other && listed ? other.items() : answers);
        }
        return covers(references, answers) && covers(answers, references);
    }

    private static boolean isPoint(MathAnswer answer) {
        return answer instanceof Sequence sequence
                && sequence.open().equals("(")
                && sequence.close().equals(")");
    }

    private static boolean braces(MathAnswer answer) {
        return answer instanceof Several several && several.braces();
    }

    private static List<MathAnswer> items(MathAnswer answer) {
        return answer instanceof Several several ? several.items() : List.of(answer);
    }

    /** Whether each of some has its like among others; what stands twice in a set is there once. */
    private boolean covers(List<MathAnswer> some, List<MathAnswer> others) {
        boolean names = names(some) > 1;
        return some.stream().allMatch(item -> others.stream().anyMatch(other -> same(item, other, names)));
    }

    /** How many different names have a value. */
    private static long names(List<MathAnswer> items) {
        return items.stream()
                .filter(Equation.class::isInstance)
                .map(item -> ((Equation) item).name())
                .distinct()
                .count();
    }

    private boolean inOrder(List<MathAnswer> references, List<MathAnswer> answers) {
        boolean same = references.size() == answers.size();
        for (int i = 0; same && i < references.size(); i++) {
            same = same(references.get(i), answers.get(i));
        }
        return same;
    }

    private boolean quantities(Quantity reference, Quantity answer) {
        String one = reference.unit();
        String other = answer.unit();
        if (config.units() == UnitRule.REQUIRED && !one.equals(other)) {
            return false;
        }
        boolean different = !one.isEmpty() && !other.isEmpty() && !one.equals(other);
        if (different && config.units() != UnitRule.IGNORED) {
            return false;
        }
        if (isNear(reference.formula(), answer.formula(), 1)) {
            return true;
        }
        // 50 % is 0.5 too.
        return (other.equals("%") && one.isEmpty() && isNear(reference.formula(), answer.formula(), 0.01))
                || (one.equals("%") && other.isEmpty() && isNear(reference.formula(), answer.formula(), 100));
    }

    private boolean isNear(Formula reference, Formula answer, double factor) {
        NumberTolerance tolerance = new NumberTolerance(config.relativeTolerance(), config.absoluteTolerance());
        boolean near = true;
        for (int point = 0; near && point < Formula.points(reference, answer); point++) {
            near = tolerance.holds(reference.at(point), answer.at(point), factor);
        }
        return near;
    }
}
