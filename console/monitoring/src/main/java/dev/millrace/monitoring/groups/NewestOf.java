package dev.millrace.monitoring.groups;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was put into it first, where there is too much. */
final class NewestOf<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int most;

    NewestOf(int most) {
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
