package dev.millrace.runtime.config;

import java.util.ArrayList;
import java.util.List;

/** The way to a setting from the root of the tree: {@code learner.optimizer.lr}. */
public record KeyPath(List<String> keys) {

    static final KeyPath ROOT = new KeyPath(List.of());

    public KeyPath {
        keys = List.copyOf(keys);
    }

    static KeyPath of(String dotted) {
        return new KeyPath(List.of(dotted.split("\\.", -1)));
    }

    KeyPath child(String key) {
        List<String> all = new ArrayList<>(keys);
        all.add(key);
        return new KeyPath(all);
    }

    KeyPath parent() {
        return new KeyPath(keys.subList(0, keys.size() - 1));
    }

    boolean isRoot() {
        return keys.isEmpty();
    }

    /** Whether this is {@code head}, or lies below it. */
    boolean startsWith(KeyPath head) {
        return depth() >= head.depth() && keys.subList(0, head.depth()).equals(head.keys);
    }

    String last() {
        return keys.get(keys.size() - 1);
    }

    int depth() {
        return keys.size();
    }

    @Override
    public String toString() {
        return String.join(".", keys);
    }
}
