package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import dev.millrace.policy.text.EditDistance;
import dev.millrace.schemas.id.RunId;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a record tree has. A record is a section with a fixed set of keys; a map is open; everything else is a
 * value.
 */
public final class KnownKeys {

    /** Records that are written as one value. */
    private static final Set<Class<?>> VALUES = Set.of(RunId.class);

    private final Map<KeyPath, Type> types = new LinkedHashMap<>();

    public KnownKeys(Class<? extends Record> root) {
        collect(KeyPath.ROOT, root);
    }

    private void collect(KeyPath path, Type type) {
        types.put(path, type);
        if (isSection(type)) {
            for (RecordComponent component : ((Class<?>) type).getRecordComponents()) {
                collect(path.child(snakeCase(component.getName())), component.getGenericType());
            }
        }
    }

    boolean isKnown(KeyPath path) {
        return types.containsKey(path);
    }

    boolean isSection(KeyPath path) {
        return isSection(types.get(path));
    }

    boolean isOpenMap(KeyPath path) {
        return types.get(path) instanceof ParameterizedType parameterized && parameterized.getRawType() == Map.class;
    }

    /** What a setting holds, a key right below an open map included; null where there is no such setting. */
    @Nullable
    Type typeOf(KeyPath path) {
        if (!path.isRoot()
                && types.get(path.parent()) instanceof ParameterizedType map
                && map.getRawType() == Map.class) {
            return map.getActualTypeArguments()[1];
        }
        return types.get(path);
    }

    /** True where a value is one scalar: no section, no map, no list. */
    boolean isScalar(KeyPath path) {
        return typeOf(path) instanceof Class<?> type && !isSection(type);
    }

    /**
     * The path that a dotted key means: below an open map the rest is one key, dots and all, as in
     * {@code kafka.properties.security.protocol}.
     */
    KeyPath resolve(String dotted) {
        KeyPath whole = KeyPath.of(dotted);
        for (int i = 1; i < whole.depth(); i++) {
            KeyPath head = new KeyPath(whole.keys().subList(0, i));
            if (isOpenMap(head)) {
                return head.child(String.join(".", whole.keys().subList(i, whole.depth())));
            }
        }
        return whole;
    }

    /** The known key that a reader most likely meant; empty where nothing is near. */
    Optional<KeyPath> nearest(KeyPath unknown) {
        return types.keySet().stream()
                .filter(known -> !known.isRoot())
                .min(Comparator.comparingInt(known -> distance(unknown, known)))
                .filter(known -> distance(unknown, known)
                        <= 2 * Math.max(3, unknown.toString().length() / 3));
    }

    /** In half edits. The same last word in another section is near, whatever the section. */
    private static int distance(KeyPath unknown, KeyPath known) {
        int whole = 2 * EditDistance.between(unknown.toString(), known.toString());
        int last = 2 * EditDistance.between(unknown.last(), known.last());
        boolean sameSection = unknown.keys().get(0).equals(known.keys().get(0));
        return Math.min(whole, last * 2 + (sameSection ? 1 : 3));
    }

    /** The keys right below a section. */
    List<String> children(KeyPath section) {
        List<String> children = new ArrayList<>();
        for (KeyPath path : types.keySet()) {
            if (path.depth() == section.depth() + 1 && path.parent().equals(section)) {
                children.add(path.last());
            }
        }
        return children;
    }

    public Stream<KeyPath> all() {
        return types.keySet().stream().filter(path -> !path.isRoot());
    }

    private static boolean isSection(@Nullable Type type) {
        return type instanceof Class<?> clazz && clazz.isRecord() && !VALUES.contains(clazz);
    }

    private static String snakeCase(String name) {
        return new SnakeCaseStrategy().translate(name);
    }
}
