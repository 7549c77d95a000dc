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
 * Which keys a record tree has. A record is a section with a fixed set of keys; a map of values is open; a map of records
 * holds sections of one kind under names of their own; a component that is just a {@link Record} holds whatever its
 * neighbours decide, and is left alone until they have; everything else is a value.
 */
public final class KnownKeys {

    /** Records that are written as one value. */
    private static final Set<Class<?>> VALUES = Set.of(RunId.class);

    /** Stands for any name of a section. */
    private static final String ANY = "*";

    private final Map<KeyPath, Type> types = new LinkedHashMap<>();

    public KnownKeys(Class<? extends Record> root) {
        collect(KeyPath.ROOT, root);
    }

    /** As another, to which more can be added. */
    KnownKeys(KnownKeys other) {
        types.putAll(other.types);
    }

    /** What is known now of a section that was left alone. */
    void add(KeyPath section, Class<? extends Record> type) {
        collect(section, type);
    }

    private void collect(KeyPath path, Type type) {
        types.put(path, type);
        if (isSection(type)) {
            for (RecordComponent component : ((Class<?>) type).getRecordComponents()) {
                collect(path.child(snakeCase(component.getName())), component.getGenericType());
            }
        } else if (valueOf(type) instanceof Class<?> kind && isSection(kind)) {
            collect(path.child(ANY), kind);
        }
    }

    boolean isKnown(KeyPath path) {
        return declared(path) != null;
    }

    /** Whether a path is a section with keys of its own, under a fixed name or one that the user gave. */
    boolean isSection(KeyPath path) {
        return isSection(declared(path)) || holdsNames(path);
    }

    /** Whether below a path lie sections under names that the user gives. */
    boolean holdsNames(KeyPath path) {
        return isMap(declared(path)) && !isOpenMap(path);
    }

    /** Whether any key may stand below a path, and its value. */
    boolean isOpenMap(KeyPath path) {
        return isMap(declared(path)) && !isSection(valueOf(declared(path)));
    }

    /** Whether a path is, or lies in, what is left alone until more is known. */
    boolean isUndecided(KeyPath path) {
        for (KeyPath at = path; !at.isRoot(); at = at.parent()) {
            if (declared(at) != null) {
                return declared(at) == Record.class;
            }
        }
        return false;
    }

    /** The type that stands for a path; under a name that the user gave, that of its kind. */
    private @Nullable Type declared(KeyPath path) {
        @Nullable Type own = types.get(path);
        for (int i = 1; own == null && i <= path.depth(); i++) {
            List<String> keys = new ArrayList<>(path.keys());
            keys.set(i - 1, ANY);
            own = types.get(new KeyPath(keys));
        }
        return own;
    }

    /** What a setting holds, a key right below an open map included; null where there is no such setting. */
    @Nullable
    Type typeOf(KeyPath path) {
        return !path.isRoot() && isOpenMap(path.parent()) ? valueOf(declared(path.parent())) : declared(path);
    }

    /** True where a value is one scalar: no section, no map, no list. */
    boolean isScalar(KeyPath path) {
        return typeOf(path) instanceof Class<?> type && !isSection(type) && type != Record.class;
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
                        <= 2 * Math.max(3, unknown.toString().length() / 3))
                .map(known -> named(known, unknown));
    }

    /** A key of a kind of sections as the key of the section that was meant. */
    private static KeyPath named(KeyPath known, KeyPath unknown) {
        List<String> keys = new ArrayList<>(known.keys());
        for (int i = 0; i < keys.size() && i < unknown.depth(); i++) {
            if (keys.get(i).equals(ANY)) {
                keys.set(i, unknown.keys().get(i));
            }
        }
        return new KeyPath(keys);
    }

    /** In half edits. The same last word in another section is near, whatever the section. */
    private static int distance(KeyPath unknown, KeyPath kind) {
        KeyPath known = named(kind, unknown);
        int whole = 2 * EditDistance.between(unknown.toString(), known.toString());
        if (kind.last().equals(ANY)) {
            return whole; // any word fits there
        }
        int last = 2 * EditDistance.between(unknown.last(), known.last());
        boolean sameSection = unknown.keys().get(0).equals(known.keys().get(0));
        return Math.min(whole, last * 2 + (sameSection ? 1 : 3));
    }

    /** The keys right below a section. */
    List<String> children(KeyPath section) {
        List<String> children = new ArrayList<>();
        for (KeyPath path : types.keySet()) {
            if (path.depth() == section.depth() + 1
                    && named(path.parent(), section).equals(section)) {
                children.add(path.last());
            }
        }
        return children;
    }

    public Stream<KeyPath> all() {
        return types.keySet().stream().filter(path -> !path.isRoot());
    }

    private static boolean isMap(@Nullable Type type) {
        return type instanceof ParameterizedType parameterized && parameterized.getRawType() == Map.class;
    }

    /** The type of a map's values; null for what is no map. */
    private static @Nullable Type valueOf(@Nullable Type map) {
        return map instanceof ParameterizedType parameterized && isMap(map)
                ? parameterized.getActualTypeArguments()[1]
                : null;
    }

    private static boolean isSection(@Nullable Type type) {
        return type instanceof Class<?> clazz && clazz.isRecord() && !VALUES.contains(clazz);
    }

    /** The key of a component. */
    static String snakeCase(String name) {
        return new SnakeCaseStrategy().translate(name);
    }
}
