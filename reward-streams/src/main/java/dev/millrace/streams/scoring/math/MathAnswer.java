package dev.millrace.streams.scoring.math;

import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What an answer is. */
sealed interface MathAnswer {

    /** A number or formula, perhaps with a unit in its one spelling; without one the unit is empty. */
    record Quantity(Formula formula, String unit) implements MathAnswer {}

    /** Plus or minus infinity. */
    record Infinite(boolean positive) implements MathAnswer {}

    /**
     * What is in an order: a point, an interval, a ratio.
     *
     * @param open the bracket before it, or the sign between
     * @param close the bracket behind it
     */
    record Sequence(String open, String close, List<MathAnswer> items) implements MathAnswer {

        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * What is in no order: a set, a union, several solutions.
     *
     * @param braces whether it is written as a set
     */
    record Several(boolean braces, List<MathAnswer> items) implements MathAnswer {

        public Several {
            items = List.copyOf(items);
        }
    }

    /**
     * An equation.
     *
     * @param name what is equal to the value; empty where both sides are formulas
     * @param value what it is equal to; null where both sides are formulas
     * @param difference one side less the other; null where a side is no formula
     */
    record Equation(String name, @Nullable MathAnswer value, @Nullable Formula difference) implements MathAnswer {}

    /**
     * Options that were chosen.
     *
     * @param letters capital
     * @param rest what is written behind the letter; null where nothing is
     */
    record Choice(SortedSet<String> letters, @Nullable MathAnswer rest) implements MathAnswer {}

    /**
     * Something else: compared as text.
     *
     * @param text in normal form
     */
    record Words(String text) implements MathAnswer {}

    /**
     * Nothing that can be read.
     *
     * @param why in words
     */
    record Unread(String why) implements MathAnswer {}
}
