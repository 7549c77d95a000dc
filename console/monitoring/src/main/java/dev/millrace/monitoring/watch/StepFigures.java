package dev.millrace.monitoring.watch;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a step, in a fifth of the memory of a common map: nearly all steps of a run have the same names, which they share.
 * Immutable.
 */
final class StepFigures extends AbstractMap<String, Double> {

    /** Sorted; nobody changes them. */
    private final String[] names;

    private final double[] values;

    private StepFigures(String[] names, double[] values) {
        this.names = names;
        this.values = values;
    }

    /**
     * Packs metrics.
     *
     * @param before the metrics of another step, whose names are shared if they are the same
     */
    static StepFigures of(Map<String, Double> metrics, @Nullable Map<String, Double> before) {
        String[] names = before instanceof StepFigures other && other.hasNamesOf(metrics)
                ? other.names
                : metrics.keySet().stream().sorted().toArray(String[]::new);
        double[] values = new double[names.length];
        for (int i = 0; i < names.length; i++) {
            values[i] = metrics.getOrDefault(names[i], Double.NaN);
        }
        return new StepFigures(names, values);
    }

    private boolean hasNamesOf(Map<String, Double> metrics) {
        return metrics.size() == names.length && Arrays.stream(names).allMatch(metrics::containsKey);
    }

    @Override
    public boolean containsKey(Object name) {
        return indexOf(name) >= 0;
    }

    @Override
    public @Nullable Double get(Object name) {
        int at = indexOf(name);
        return at < 0 ? null : values[at];
    }

    private int indexOf(Object name) {
        return name instanceof String text ? Arrays.binarySearch(names, text) : -1;
    }

    @Override
    public Set<Entry<String, Double>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, Double>> iterator() {
                return IntStream.range(0, names.length)
                        .mapToObj(i -> Map.entry(names[i], values[i]))
                        .iterator();
            }

            @Override
            public int size() {
                return names.length;
            }
        };
    }
}
