package dev.millrace.workers.feeding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which entry of a data set is fed at which position: a function of the data set, the settings and the seed alone, so that a
 * feeder that is started again goes on exactly. Confined to one thread.
 *
 * <p>In a phase of a curriculum each position first draws a category, by its weight, and then takes the next entry of that
 * category's own rounds.
 */
final class FeedOrder {

    private static final long DRAWS = 0x4655_5252_4943_554cL;

    private final long seed;
    private final EpochOrder whole;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<String, Category> categories = new TreeMap<>();
    private long passed;

    /** The entries of one category. */
    private static final class Category {

        private final List<Integer> entries = new ArrayList<>();
        private @Nullable EpochOrder order;
        private long taken;
    }

    /** A phase from a position on: categories and how much of the whole weight they and those before them have. */
    private record Phase(long begins, List<String> names, List<Double> upTo) {}

    /**
     * The order of some entries.
     *
     * @param promptsPerStep groups of a step of training
     * @throws IllegalArgumentException if there are no entries, or naming the phase, if a category of it is not there
     */
    FeedOrder(List<FeedEntry> entries, FeederConfig config, long seed, int promptsPerStep) {
        this.seed = seed;
        this.whole = new EpochOrder(seed, config.shuffle(), entries.size());
        for (int i = 0; i < entries.size(); i++) {
            String name = entries.get(i).category().orElse("");
            categories.computeIfAbsent(name, unknown -> new Category()).entries.add(i);
        }
        for (Map.Entry<String, Category> category : categories.entrySet()) {
            category.getValue().order = new EpochOrder(
                    seed ^ category.getKey().hashCode(),
                    config.shuffle(),
                    category.getValue().entries.size());
        }
        for (Map.Entry<String, FeedPhase> phase : config.curriculum().entrySet()) {
            phases.add(phase(phase.getKey(), phase.getValue(), entries.size(), promptsPerStep));
        }
        phases.sort(Comparator.comparingLong(Phase::begins));
    }

    private Phase phase(String name, FeedPhase phase, int size, int promptsPerStep) {
        TreeSet<String> unknown = new TreeSet<>(phase.weights().keySet());
        unknown.removeAll(categories.keySet());
        unknown.remove(FeedPhase.OTHERS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "feeder.curriculum." + name + " has weights of " + String.join(", ", unknown)
                            + ", but the data set has the categories " + String.join(", ", categories.keySet()));
        }
        List<String> names = new ArrayList<>();
        List<Double> upTo = new ArrayList<>();
        double sum = 0;
        for (String category : categories.keySet()) {
            double weight =
                    phase.weights().getOrDefault(category, phase.weights().getOrDefault(FeedPhase.OTHERS, 0.0));
            if (weight > 0) {
                sum += weight;
                names.add(category);
                upTo.add(sum);
            }
        }
        if (names.isEmpty() && !phase.weights().isEmpty()) {
            throw new IllegalArgumentException(
                    "feeder.curriculum." + name + " leaves nothing of the data set; give a category of it a weight");
        }
        return new Phase(phase.begins(size, promptsPerStep), names, upTo);
    }

    /** The index of the entry that is fed at a position, counted from 0 over all rounds. */
    int at(long position) {
        if (position < passed) {
            passed = 0;
            categories.values().forEach(category -> category.taken = 0);
        }
        int entry = 0;
        while (passed <= position) {
            entry = next();
            passed++;
        }
        return entry;
    }

    private int next() {
        Phase phase = phaseAt(passed);
        if (phase == null || phase.names().isEmpty()) {
            return whole.at(passed);
        }
        List<Double> upTo = phase.upTo();
        double drawn = new SplittableRandom(seed ^ DRAWS ^ (passed * 0x9E3779B97F4A7C15L)).nextDouble()
                * upTo.get(upTo.size() - 1);
        int place = 0;
        while (place < upTo.size() - 1 && drawn >= upTo.get(place)) {
            place++;
        }
        Category category = categories.get(phase.names().get(place));
        if (category == null || category.order == null) {
            throw new IllegalStateException("a phase has a category that is not there");
        }
        return category.entries.get(category.order.at(category.taken++));
    }

    private @Nullable Phase phaseAt(long position) {
        Phase current = null;
        for (Phase phase : phases) {
            if (phase.begins() <= position) {
                current = phase;
            }
        }
        return current;
    }
}
