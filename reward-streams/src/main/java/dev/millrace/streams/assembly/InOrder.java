package dev.millrace.streams.assembly;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Lists that are in an order and hold each key once. A group has few of anything and is copied with each record that comes for
 * it, which an array is faster at than a tree. Pure; the lists cannot be changed.
 */
final class InOrder {

    private InOrder() {}

    /**
     * Where an element is.
     *
     * @param toSought how an element compares to the one that is sought
     * @return its place; {@code -(place where it belongs) - 1} if it is not there
     */
    static <E> int find(List<E> list, ToIntFunction<E> toSought) {
        int low = 0;
        int high = list.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = toSought.applyAsInt(list.get(middle));
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** The list with an element at the place that {@link #find} gave for it: in the stead of the one that is there, or new. */
    static <E> List<E> with(List<E> list, int found, E element) {
        List<E> more = new ArrayList<>(list.size() + 1);
        more.addAll(list);
        if (found < 0) {
            more.add(-found - 1, element);
        } else {
            more.set(found, element);
        }
        return Collections.unmodifiableList(more);
    }

    /** Elements in the order of their keys; of two with the same key the last. */
    static <E, K> List<E> of(List<E> elements, Function<E, K> key, Comparator<K> order) {
        TreeMap<K, E> byKey = new TreeMap<>(order);
        elements.forEach(each -> byKey.put(key.apply(each), each));
        return List.copyOf(byKey.values());
    }
}
