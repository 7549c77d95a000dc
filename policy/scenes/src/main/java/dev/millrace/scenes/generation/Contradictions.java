package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Finds rules that no scene can fulfil, and says which. */
final class Contradictions {

    static final int CELLS = 4;

    private Contradictions() {}

    /** @throws RulesException naming the first contradiction */
    static void refuse(List<ObjectRule> include, List<ObjectRule> exclude) {
        if (include.isEmpty()) {
            throw new RulesException("the rules include no object; \"include\" needs at least one");
        }
        differentCounts(include);
        tooMany(include);
        excluded(include, exclude);
        cycles(include, true);
        cycles(include, false);
        if (SceneSearch.find(include, exclude, new SplittableRandom(0)).isEmpty()) {
            throw new RulesException("no scene of a 2x2 grid fulfils the rules together; look at their positions");
        }
    }

    private static void differentCounts(List<ObjectRule> include) {
        for (int i = 0; i < include.size(); i++) {
            for (int j = 0; j < i; j++) {
                ObjectRule one = include.get(j);
                ObjectRule other = include.get(i);
                boolean same = one.digit() == other.digit() && one.color().equals(other.color());
                if (same && one.count() != other.count()) {
                    throw new RulesException("rules include[" + j + "] and include[" + i + "] contradict each other: "
                            + one.count() + " and " + other.count() + " of " + one.what());
                }
            }
        }
    }

    private static void tooMany(List<ObjectRule> include) {
        long needed = include.stream()
                .mapToInt(ObjectRule::digit)
                .distinct()
                .mapToLong(digit -> needed(include, digit, Optional.empty()))
                .sum();
        if (needed > CELLS) {
            throw new RulesException(
                    "the rules include " + needed + " objects, more than the " + CELLS + " that an image has room for");
        }
    }

    private static void excluded(List<ObjectRule> include, List<ObjectRule> exclude) {
        for (int i = 0; i < exclude.size(); i++) {
            ObjectRule rule = exclude.get(i);
            long needed = needed(include, rule.digit(), rule.color());
            if (needed >= rule.count()) {
                throw new RulesException("rule exclude[" + i + "] contradicts what is included: fewer than "
                        + rule.count() + " of " + rule.what() + ", and at least " + needed);
            }
        }
    }

    /**
     * The least number of a digit that the included objects ask for, in one colour or in any. Counts come from outside:
     * their sums need more than 32 bits.
     */
    private static long needed(List<ObjectRule> include, int digit, Optional<DigitColor> color) {
        if (color.isPresent()) {
            return include.stream()
                    .filter(rule -> rule.digit() == digit && rule.color().equals(color))
                    .mapToInt(ObjectRule::count)
                    .max()
                    .orElse(0);
        }
        long colored = 0;
        for (DigitColor each : DigitColor.values()) {
            colored += needed(include, digit, Optional.of(each));
        }
        int any = include.stream()
                .filter(rule -> rule.digit() == digit && rule.color().isEmpty())
                .mapToInt(ObjectRule::count)
                .max()
                .orElse(0);
        return Math.max(colored, any);
    }

    /** Takes away, again and again, the objects that stand before no other; what is left goes round in a circle. */
    private static void cycles(List<ObjectRule> include, boolean horizontal) {
        boolean[] gone = new boolean[include.size()];
        Deque<Integer> round = new ArrayDeque<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            round.clear();
            for (int i = 0; i < gone.length; i++) {
                if (!gone[i] && !before(include, i, gone, horizontal)) {
                    gone[i] = true;
                    changed = true;
                } else if (!gone[i]) {
                    round.add(i);
                }
            }
        }
        if (!round.isEmpty()) {
            throw new RulesException(
                    "the positions of include" + round + " contradict each other: they go round in a" + " circle");
        }
    }

    private static boolean before(List<ObjectRule> include, int first, boolean[] gone, boolean horizontal) {
        for (int second = 0; second < gone.length; second++) {
            if (!gone[second]
                    && (states(include, first, second, true, horizontal)
                            || states(include, second, first, false, horizontal))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the rule of an object says that it stands before (or after) another. */
    private static boolean states(List<ObjectRule> include, int rule, int other, boolean before, boolean horizontal) {
        return include.get(rule)
                .position()
                .filter(position -> position.other() == other
                        && position.relation().horizontal() == horizontal
                        && position.relation().before() == before)
                .isPresent();
    }
}
