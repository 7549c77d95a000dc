package dev.millrace.schemas.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A schema registry for one machine: Confluent's rules, error codes and compatibility check, and ids that survive a
 * restart, in a file.
 *
 * <p>Avro only, without schema references. Thread-safe. What was answered was stored before. The codes named below
 * are those of {@link RegistryRefusal}.
 */
public final class RegistryBackend {

    private static final String LATEST = "latest";

    private final RegistryFile file;
    private final Map<String, String> levels;
    private final Map<RegisteredSchema, AvroText> schemas;
    private String level;

    private RegistryBackend(RegistryFile file, RegistryState state, Map<RegisteredSchema, AvroText> schemas) {
        this.file = file;
        this.level = state.level();
        this.levels = new TreeMap<>(state.levels());
        this.schemas = new LinkedHashMap<>(schemas);
    }

    /**
     * Makes a new, empty registry.
     *
     * @throws RegistryFileException if the file is there already or cannot be written
     */
    public static RegistryBackend create(Path path) {
        RegistryFile file = new RegistryFile(path);
        file.requireAbsent();
        file.write(RegistryState.empty());
        return new RegistryBackend(file, RegistryState.empty(), Map.of());
    }

    /**
     * Opens a registry that was made before.
     *
     * @throws RegistryFileException if the file is missing, damaged, of a newer format or none of ours
     */
    public static RegistryBackend open(Path path) {
        RegistryFile file = new RegistryFile(path);
        RegistryState state = file.read();
        return new RegistryBackend(file, state, file.parse(state));
    }

    /**
     * Registers a schema; one that is there keeps its version and id.
     *
     * @throws RegistryRefusal 42201 if it is no Avro schema, 409 if it breaks the subject's compatibility
     * @throws RegistryFileException if it cannot be stored; then it is not registered
     */
    public synchronized RegisteredSchema register(String subject, String text) throws RegistryRefusal {
        AvroText schema = AvroText.parse(text);
        Optional<RegisteredSchema> same = find(subject, schema);
        if (same.isPresent()) {
            return same.get();
        }
        List<RegisteredSchema> history = of(subject).toList();
        List<String> problems = incompatibilities(subject, schema, history);
        if (!problems.isEmpty()) {
            throw RegistryRefusal.incompatible(subject, problems);
        }
        RegisteredSchema registered =
                new RegisteredSchema(subject, history.size() + 1, idOf(schema), schema.canonical());
        List<RegisteredSchema> all = new ArrayList<>(schemas.keySet());
        all.add(registered);
        store(level, levels, all);
        schemas.put(registered, schema);
        return registered;
    }

    /**
     * Looks a schema up in a subject.
     *
     * @throws RegistryRefusal 40401 if there is no such subject, 40403 if it does not hold the schema, 42201 if that
     *     is no Avro schema
     */
    public synchronized RegisteredSchema lookUp(String subject, String text) throws RegistryRefusal {
        requireSubject(subject);
        return find(subject, AvroText.parse(text)).orElseThrow(() -> RegistryRefusal.noSchema(""));
    }

    /** Names of the subjects. */
    public synchronized SortedSet<String> subjects() {
        SortedSet<String> subjects = new TreeSet<>();
        schemas.keySet().stream()
                .filter(schema -> !schema.wasDeleted())
                .forEach(schema -> subjects.add(schema.subject()));
        return subjects;
    }

    /**
     * Deletes a subject. Its schemas are still found by their ids, which no other schema gets: records name them.
     *
     * @return the versions that it had
     * @throws RegistryRefusal 40401 if there is no such subject
     * @throws RegistryFileException if that cannot be stored; then it is not deleted
     */
    public synchronized List<Integer> delete(String subject) throws RegistryRefusal {
        List<Integer> versions = versions(subject);
        String name = RegisteredSchema.deleted(subject);
        int before = Math.toIntExact(of(name).count());
        Map<RegisteredSchema, AvroText> next = new LinkedHashMap<>();
        schemas.forEach((schema, text) -> next.put(
                schema.subject().equals(subject)
                        ? new RegisteredSchema(name, before + schema.version(), schema.id(), schema.schema())
                        : schema,
                text));
        store(level, levels, next.keySet());
        schemas.clear();
        schemas.putAll(next);
        return versions;
    }

    /** Versions of a subject in order; 40401 if there is no such subject. */
    public synchronized List<Integer> versions(String subject) throws RegistryRefusal {
        requireSubject(subject);
        return of(subject).map(RegisteredSchema::version).toList();
    }

    /**
     * A version of a subject.
     *
     * @param version a number from 1, or {@code latest}
     * @throws RegistryRefusal 40401, 40402 or 42202
     */
    public synchronized RegisteredSchema version(String subject, String version) throws RegistryRefusal {
        requireSubject(subject);
        List<RegisteredSchema> history = of(subject).toList();
        int number = version.equals(LATEST) ? history.size() : parseVersion(version);
        if (number > history.size()) {
            throw RegistryRefusal.noVersion(version);
        }
        return history.get(number - 1);
    }

    /** Where a schema stands, at least one place; 40403 if there is no such id. */
    public synchronized List<RegisteredSchema> byId(int id) throws RegistryRefusal {
        List<RegisteredSchema> places =
                schemas.keySet().stream().filter(schema -> schema.id() == id).toList();
        if (places.isEmpty()) {
            throw RegistryRefusal.noSchema(id + " ");
        }
        return places;
    }

    /**
     * Why a schema may not follow all versions of a subject; empty if it may, also where there is no such subject.
     *
     * @throws RegistryRefusal 42201
     */
    public synchronized List<String> incompatibilities(String subject, String text) throws RegistryRefusal {
        return incompatibilities(subject, AvroText.parse(text), of(subject).toList());
    }

    /**
     * Why a schema may not follow one version of a subject; empty if it may.
     *
     * @param version a number from 1, or {@code latest}
     * @throws RegistryRefusal 42201, 40401, 40402 or 42202
     */
    public synchronized List<String> incompatibilities(String subject, String text, String version)
            throws RegistryRefusal {
        return incompatibilities(subject, AvroText.parse(text), List.of(version(subject, version)));
    }

    /** The compatibility level of subjects without one of their own. */
    public synchronized String level() {
        return level;
    }

    /** Sets the level of subjects without one of their own; 42203 if there is no such level. */
    public synchronized void setLevel(String name) throws RegistryRefusal {
        String next = AvroText.level(name);
        store(next, levels, schemas.keySet());
        level = next;
    }

    /** A subject's own level; 40408 if it has none. */
    public synchronized String level(String subject) throws RegistryRefusal {
        String own = levels.get(subject);
        if (own == null) {
            throw RegistryRefusal.noLevel(subject);
        }
        return own;
    }

    /** A subject's own level, or else that of subjects without one. */
    public synchronized String effectiveLevel(String subject) {
        return levels.getOrDefault(subject, level);
    }

    /** Sets a subject's own level; the subject need not be there yet. 42203 if there is no such level. */
    public synchronized void setLevel(String subject, String name) throws RegistryRefusal {
        Map<String, String> next = new TreeMap<>(levels);
        next.put(subject, AvroText.level(name));
        store(level, next, schemas.keySet());
        levels.putAll(next);
    }

    private List<String> incompatibilities(String subject, AvroText schema, List<RegisteredSchema> history) {
        return schema.incompatibilities(
                effectiveLevel(subject), history.stream().map(this::textOf).toList());
    }

    private Optional<RegisteredSchema> find(String subject, AvroText schema) {
        return of(subject).filter(known -> schema.equals(textOf(known))).findFirst();
    }

    /** The same schema has the same id in every subject. */
    private int idOf(AvroText schema) {
        return schemas.entrySet().stream()
                .filter(known -> known.getValue().equals(schema))
                .mapToInt(known -> known.getKey().id())
                .findFirst()
                .orElseGet(() -> 1
                        + schemas.keySet().stream()
                                .mapToInt(RegisteredSchema::id)
                                .max()
                                .orElse(0));
    }

    private AvroText textOf(RegisteredSchema schema) {
        AvroText text = schemas.get(schema);
        if (text == null) {
            throw new IllegalStateException("version without a schema: " + schema);
        }
        return text;
    }

    /** The versions of a subject, oldest first. */
    private Stream<RegisteredSchema> of(String subject) {
        return schemas.keySet().stream().filter(schema -> schema.subject().equals(subject));
    }

    private void requireSubject(String subject) throws RegistryRefusal {
        if (of(subject).findAny().isEmpty()) {
            throw RegistryRefusal.noSubject(subject);
        }
    }

    private static int parseVersion(String version) throws RegistryRefusal {
        try {
            int number = Integer.parseInt(version);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw RegistryRefusal.invalidVersion(version);
        }
        throw RegistryRefusal.invalidVersion(version);
    }

    private void store(String nextLevel, Map<String, String> nextLevels, Iterable<RegisteredSchema> nextSchemas) {
        List<RegisteredSchema> all = new ArrayList<>();
        nextSchemas.forEach(all::add);
        file.write(new RegistryState(RegistryState.FORMAT, nextLevel, nextLevels, all));
    }
}
