package dev.millrace.cli.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Packages that need each other: each circle once, by the classes that close it. */
final class PackageCircles {

    /** Package to package to a class that makes the arrow. */
    private final Map<String, Map<String, String>> arrows = new TreeMap<>();

    PackageCircles(Collection<SourceImports> sources) {
        Set<String> own = new TreeSet<>();
        sources.forEach(source -> own.add(source.packageName()));
        for (SourceImports source : sources) {
            for (String named : source.packages()) {
                if (own.contains(named)) {
                    arrows.computeIfAbsent(source.packageName(), key -> new TreeMap<>())
                            .putIfAbsent(named, source.name());
                }
            }
        }
    }

    /** One line for each arrow that lies on a circle, such as {@code a.b → a.c (by a.b.Class)}. */
    List<String> arrowsOnCircles() {
        List<String> lines = new ArrayList<>();
        arrows.forEach((from, targets) -> targets.forEach((to, by) -> {
            if (reaches(to, from)) {
                lines.add(from + " → " + to + " (by " + by + ")");
            }
        }));
        return lines;
    }

    private boolean reaches(String from, String to) {
        Deque<String> open = new ArrayDeque<>(List.of(from));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String at = open.pop();
            if (at.equals(to)) {
                return true;
            }
            if (seen.add(at)) {
                open.addAll(arrows.getOrDefault(at, Map.of()).keySet());
            }
        }
        return false;
    }
}
