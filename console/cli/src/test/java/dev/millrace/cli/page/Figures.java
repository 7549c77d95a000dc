package dev.millrace.cli.page;

import dev.millrace.schemas.avro.MetricFigure;
import java.util.Map;
import java.util.TreeMap;

/** Figures by their names, of which a family has names with the same begin. Pure. */
record Figures(Map<String, MetricFigure> all) {

    /** How many values there were. */
    long count(String name) {
        MetricFigure figure = all.get(name);
        return figure == null ? 0 : figure.getCount();
    }

    double sum(String name) {
        MetricFigure figure = all.get(name);
        return figure == null ? 0 : figure.getSum();
    }

    /** Not a number where there is none. */
    double mean(String name) {
        return sum(name) / count(name);
    }

    /** The sum of what is counted in whole numbers. */
    long total(String name) {
        return Math.round(sum(name));
    }

    /** The totals of the members of a family, by what follows its name, in its order. */
    Map<String, Long> members(String family) {
        Map<String, Long> members = new TreeMap<>();
        all.keySet().stream()
                .filter(name -> name.startsWith(family))
                .forEach(name -> members.put(name.substring(family.length()), total(name)));
        return members;
    }

    /** That of all of them. */
    long family(String name) {
        return members(name).values().stream().mapToLong(Long::longValue).sum();
    }
}
