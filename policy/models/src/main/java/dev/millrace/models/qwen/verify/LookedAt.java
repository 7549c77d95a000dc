package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Notes what of a file of vectors somebody looked at, so that it can be said what nobody did. For one thread. */
final class LookedAt {

    private static final String EVERY = "*";

    private final Set<String> places = new TreeSet<>();

    /** @param place keys and numbers of elements from the file's root on, with slashes between */
    void note(String place) {
        places.add(place);
    }

    boolean has(String place) {
        return places.contains(place);
    }

    /** What lies below a key, or an element of an array. */
    static String below(String place, String key) {
        return place.isEmpty() ? key : place + "/" + key;
    }

    /** Whether something has parts that are looked at one by one: an object, or a list of objects. Other lists are one value. */
    static boolean hasParts(JsonNode node) {
        return !node.isEmpty()
                && (node.isObject() || node.isArray() && node.get(0).isObject());
    }

    /** The places at which nobody looked; where that is all of an object, only its own. */
    List<String> missed(JsonNode root) {
        List<String> missed = new ArrayList<>();
        missed(root, "", missed);
        return missed;
    }

    /** @return whether somebody looked at any of it */
    private boolean missed(JsonNode node, String place, List<String> missed) {
        if (places.contains(place)) {
            return true;
        }
        if (!hasParts(node)) {
            missed.add(place);
            return false;
        }
        boolean any = false;
        List<String> below = new ArrayList<>();
        for (String key : keys(node)) {
            any |= missed(part(node, key), below(place, key), below);
        }
        if (any || place.isEmpty()) {
            missed.addAll(below);
        } else {
            missed.add(place);
        }
        return any;
    }

    /**
     * Notes places without comparing anything.
     *
     * @param pattern a place, in which {@code *} stands for every key
     * @return how many there are
     */
    int setAside(JsonNode root, String pattern) {
        return setAside(root, "", List.of(pattern.split("/")));
    }

    private int setAside(JsonNode node, String place, List<String> keys) {
        if (keys.isEmpty()) {
            note(place);
            return 1;
        }
        int count = 0;
        for (String key : keys(node)) {
            if (keys.get(0).equals(EVERY) || keys.get(0).equals(key)) {
                count += setAside(part(node, key), below(place, key), keys.subList(1, keys.size()));
            }
        }
        return count;
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                keys.add(String.valueOf(i));
            }
        } else {
            node.fieldNames().forEachRemaining(keys::add);
        }
        return keys;
    }

    private static JsonNode part(JsonNode node, String key) {
        return node.isArray() ? node.path(Integer.parseInt(key)) : node.path(key);
    }
}
