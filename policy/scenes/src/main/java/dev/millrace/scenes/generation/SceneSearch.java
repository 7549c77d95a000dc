package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Finds a scene that fulfils rules, with as few digits as they need; what they leave open is drawn at random. */
final class SceneSearch {

    private static final int ORDERS = 24;
    /** An excluded colour may be drawn for an object of open colour; with six colours, this often finds another. */
    private static final int COLORINGS = 8;

    private SceneSearch() {}

    /** A scene of these rules. */
    static Optional<Scene> find(GenerationRules rules, RandomGenerator random) {
        return find(rules.include(), rules.exclude(), random);
    }

    static Optional<Scene> find(List<ObjectRule> include, List<ObjectRule> exclude, RandomGenerator random) {
        List<ObjectRule> needed = needed(include);
        if (needed.size() > Contradictions.CELLS) {
            return Optional.empty();
        }
        int start = random.nextInt(ORDERS);
        for (int coloring = 0; coloring < COLORINGS; coloring++) {
            List<DigitColor> colors = needed.stream()
                    .map(rule -> rule.color().orElseGet(() -> any(random)))
                    .toList();
            for (int order = 0; order < ORDERS; order++) {
                Scene scene = place(needed, colors, (start + order) % ORDERS);
                if (fulfils(scene, include, exclude)) {
                    return Optional.of(scene);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean fulfils(Scene scene, List<ObjectRule> include, List<ObjectRule> exclude) {
        return RuleChecks.of(include, exclude, DetectedObject.of(scene)).stream()
                .allMatch(RuleCheck::holds);
    }

    /** The objects one by one: those of a colour also count for rules about any colour. */
    private static List<ObjectRule> needed(List<ObjectRule> include) {
        List<ObjectRule> needed = new ArrayList<>();
        include.stream()
                .sorted(Comparator.comparing(rule -> rule.color().isEmpty()))
                .forEach(rule -> {
                    long there = needed.stream()
                            .filter(object -> object.digit() == rule.digit()
                                    && (rule.color().isEmpty() || rule.color().equals(object.color())))
                            .count();
                    for (long i = there; i < rule.count(); i++) {
                        needed.add(rule);
                    }
                });
        return needed;
    }

    private static Scene place(List<ObjectRule> needed, List<DigitColor> colors, int order) {
        List<Integer> cells = new ArrayList<>(List.of(0, 1, 2, 3));
        List<PlacedDigit> placed = new ArrayList<>(needed.size());
        int rest = order;
        for (int i = 0; i < needed.size(); i++) {
            int cell = cells.remove(rest % cells.size());
            rest /= cells.size() + 1;
            placed.add(new PlacedDigit(needed.get(i).digit(), colors.get(i), cell / 2, cell % 2));
        }
        return new Scene(placed);
    }

    private static DigitColor any(RandomGenerator random) {
        return DigitColor.values()[random.nextInt(DigitColor.values().length)];
    }
}
