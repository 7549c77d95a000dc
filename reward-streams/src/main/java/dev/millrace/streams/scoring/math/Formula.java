package dev.millrace.streams.scoring.math;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A formula with its value; one with variables has a value at each of {@value #POINTS} fixed points, where two formulas agree if
 * they are the same (and hardly otherwise). Immutable.
 *
 * @param source as it was computed
 * @param variables names of what stands for a number
 * @param values one, or of one with variables one for each point
 */
record Formula(String source, SortedSet<String> variables, List<BigDecimal> values) {

    private static final int POINTS = 3;
    private static final double GOLDEN = 0.618033988749895;

    Formula {
        variables = new TreeSet<>(variables);
        values = List.copyOf(values);
    }

    /** Computes a formula; empty if it has no value. */
    static Optional<Formula> of(String source, SortedSet<String> variables) {
        List<BigDecimal> values = new ArrayList<>();
        for (int point = 0; point < (variables.isEmpty() ? 1 : POINTS); point++) {
            Optional<BigDecimal> value = Arithmetic.compute(source, at(point, variables));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(new Formula(source, variables, values));
    }

    /** This formula less another one; empty if that has no value. */
    Optional<Formula> less(Formula other) {
        TreeSet<String> all = new TreeSet<>(variables);
        all.addAll(other.variables);
        return of("(" + source + ")-(" + other.source + ")", all);
    }

    boolean isNumber() {
        return variables.isEmpty();
    }

    /** Its value, or that at the first point. */
    BigDecimal value() {
        return values.get(0);
    }

    /** The value at a point; a number has the same at every one. */
    BigDecimal at(int point) {
        return values.get(isNumber() ? 0 : point);
    }

    /** How many points two formulas are compared at. */
    static int points(Formula one, Formula other) {
        return one.isNumber() && other.isNumber() ? 1 : POINTS;
    }

    /** Numbers between 1.1 and 2.8, where roots and logarithms have values. */
    private static Map<String, BigDecimal> at(int point, SortedSet<String> variables) {
        Map<String, BigDecimal> values = new HashMap<>();
        for (String name : variables) {
            double place = (name.hashCode() & 0xFFFFF) * GOLDEN + point * 0.3719;
            values.put(name, BigDecimal.valueOf(1.1 + 1.7 * (place - Math.floor(place))));
        }
        return values;
    }
}
