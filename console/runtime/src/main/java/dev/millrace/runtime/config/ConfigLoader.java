package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.millrace.schemas.io.OwnFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads a record tree: its defaults, a YAML file over them, dotted overrides over both.
 *
 * <p>Maps merge like sections, and a key set to null is taken out of its map; lists are replaced as a whole.
 *
 * @param <C> the record at the root
 */
public final class ConfigLoader<C extends Record> {

    private final YAMLMapper mapper = ConfigMapper.create();
    private final C defaults;
    private final Class<C> type;
    private final KnownKeys known;
    private final Completion completion;

    public ConfigLoader(Class<C> type, C defaults) {
        this(type, defaults, (settings, known) -> {});
    }

    /** @param completion completes what was merged, before it is bound to the records */
    ConfigLoader(Class<C> type, C defaults, Completion completion) {
        this.type = type;
        this.defaults = defaults;
        this.known = new KnownKeys(type);
        this.completion = completion;
        completion.declare(known);
    }

    /**
     * The settings of {@code file}, with {@code overrides} over them and the defaults below.
     *
     * @param overrides each {@code dotted.key=value}. The value of a text setting is all that stands behind the first
     *     {@code =}, quotes and {@code #} included; lists and maps are YAML. {@code null} takes a key out of its map
     * @throws ConfigException if the file cannot be read, a key is unknown, or a value has a wrong type or range
     */
    public C load(Optional<Path> file, List<String> overrides) {
        return load(List.of(), file, overrides);
    }

    /**
     * As {@link #load(Optional, List)}, with {@code presets} between the defaults and the file.
     *
     * @param presets each {@code dotted.key=value}, as overrides
     */
    public C load(List<String> presets, Optional<Path> file, List<String> overrides) {
        Settings settings = new Settings(mapper.valueToTree(defaults), new HashMap<>());
        for (String preset : presets) {
            override(settings, preset);
        }
        file.ifPresent(path -> merge(settings, path.toString(), read(path)));
        for (String override : overrides) {
            override(settings, override);
        }
        KnownKeys complete = new KnownKeys(known);
        completion.complete(settings, complete);
        SecretSettings.check(KeyPath.ROOT, settings.root(), settings.origins());
        try {
            return mapper.treeToValue(settings.root(), type);
        } catch (JsonMappingException e) {
            throw new BindingError(complete, settings.root(), settings.origins()).explain(e);
        } catch (JsonProcessingException e) {
            throw new ConfigException("the configuration cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /** The keys of those overrides that hold a secret instead of a reference to one. */
    public List<String> literalSecrets(List<String> overrides) {
        return overrides.stream()
                .filter(override -> override.indexOf('=') > 0)
                .filter(override -> SecretSettings.isLiteral(
                        known.resolve(
                                override.substring(0, override.indexOf('=')).strip()),
                        override.substring(override.indexOf('=') + 1)))
                .map(override -> override.substring(0, override.indexOf('=')))
                .toList();
    }

    /** The keys of all settings that hold a secret instead of a reference to one. */
    public List<String> literalSecrets(C config) {
        return SecretSettings.literal(KeyPath.ROOT, mapper.valueToTree(config));
    }

    /** The whole tree as YAML, which {@link #load} reads back; but secrets that stand in it are hidden. */
    public String toYaml(C config) {
        JsonNode tree = SecretSettings.shown(KeyPath.ROOT, mapper.valueToTree(config));
        takeOut(KeyPath.ROOT, mapper.valueToTree(defaults), tree);
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration that was read cannot be written", e);
        }
    }

    /** Says of each key that the defaults have in a map and these settings have not that it is taken out. */
    private void takeOut(KeyPath path, JsonNode before, JsonNode tree) {
        if (!(tree instanceof ObjectNode object)) {
            return;
        }
        before.properties().forEach(entry -> {
            KeyPath key = path.child(entry.getKey());
            if (object.has(entry.getKey())) {
                takeOut(key, entry.getValue(), object.get(entry.getKey()));
            } else if (isOpen(key) || known.holdsNames(path)) {
                object.putNull(entry.getKey());
            }
        });
    }

    /** Writes the resolved configuration for whoever wants to run the same again; nobody but the owner may read it. */
    public void save(C config, Path file) {
        try {
            OwnFile.write(file, toYaml(config));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigException("no config file " + file, e);
        } catch (IOException e) {
            throw new ConfigException("cannot read config file " + file + ": " + e, e);
        }
    }

    private void merge(Settings settings, String source, String text) {
        YamlTree tree = YamlTree.parse(source, text);
        if (tree.root().isNull()) {
            return;
        }
        if (!(tree.root() instanceof ObjectNode top)) {
            throw new ConfigException(source + ": the top of a config file must hold sections, as in \"worker:\"");
        }
        FormerNames.translate(top);
        merge(settings, KeyPath.ROOT, top, path -> source + lineOf(tree, path));
    }

    private static String lineOf(YamlTree tree, KeyPath path) {
        Integer line = tree.lines().get(path);
        return line == null ? "" : ":" + line;
    }

    private void override(Settings settings, String override) {
        int equals = override.indexOf('=');
        if (equals <= 0) {
            throw new ConfigException(
                    "-s " + key(override) + ": an override has the form key=value, for instance run.seed=2");
        }
        KeyPath path = known.resolve(override.substring(0, equals).strip());
        String text = override.substring(equals + 1);
        // What nobody knows may be a secret under a misspelt name.
        boolean isKnown = known.isKnown(path) || isOpen(path) || known.isUndecided(path);
        String origin = "-s " + path + (isKnown ? "=" + SecretSettings.shown(path, text) : "");
        for (int depth = 1; depth < path.depth(); depth++) {
            KeyPath head = new KeyPath(path.keys().subList(0, depth));
            if (known.isKnown(head) && !known.isSection(head) && !known.isOpenMap(head) && !known.isUndecided(head)) {
                throw new ConfigException(origin + ": " + head + " is a value and has no keys below it");
            }
        }
        merge(settings, path, value(path, text, origin), any -> origin);
    }

    /** The key of an override that has no value in its place; what stands behind it may be a secret. */
    private static String key(String override) {
        String key = override.replaceFirst("(?s)[^A-Za-z0-9_.-].*", "");
        return key.length() == override.length() ? key : key + "…";
    }

    private JsonNode value(KeyPath path, String text, String origin) {
        if (isOpen(path) && text.strip().equals("null")) {
            return NullNode.getInstance();
        }
        @Nullable Type type = known.typeOf(path);
        if (type == null && known.isUndecided(path)) {
            return new POJONode(new Scalars.Literal(text, origin));
        }
        return type != null && known.isScalar(path)
                ? Scalars.literal(text, type)
                : YamlTree.parse(origin, text).root();
    }

    private void merge(Settings settings, KeyPath path, JsonNode value, Origin origin) {
        boolean undecided = known.isUndecided(path);
        if (!known.isKnown(path) && !isOpen(path) && !undecided) {
            throw unknown(known, path, origin.of(path));
        }
        boolean container = !isOpen(path)
                && (known.isSection(path) || known.isOpenMap(path) || undecided && (value.isObject() || isNull(value)));
        if (isNull(value) && !path.isRoot() && known.holdsNames(path.parent())) {
            settings.objectAt(path.parent()).remove(path.last());
            return;
        }
        if (container && isNull(value)) {
            return;
        }
        if (container && value instanceof ObjectNode object) {
            object.properties().forEach(entry -> merge(settings, path.child(entry.getKey()), entry.getValue(), origin));
            return;
        }
        settings.origins().put(path, origin.of(path));
        ObjectNode parent = settings.objectAt(path.parent());
        if (isOpen(path) && isNull(value)) {
            parent.remove(path.last());
        } else if (undecided) {
            parent.set(path.last(), value);
        } else {
            parent.set(path.last(), Scalars.typed(value, known.typeOf(path)));
        }
    }

    private static boolean isNull(JsonNode value) {
        return value.isNull()
                || value instanceof POJONode node && node.getPojo() instanceof Scalars.Plain plain && plain.isNull();
    }

    /** True right below an open map, where any key may stand. */
    private boolean isOpen(KeyPath path) {
        return !path.isRoot() && known.isOpenMap(path.parent());
    }

    /** @param where where the key was set */
    static ConfigException unknown(KnownKeys known, KeyPath path, String where) {
        return new ConfigException(where + ": " + unknown(known, path).getMessage());
    }

    /** That there is no such key, with what may have been meant. */
    static ConfigException unknown(KnownKeys known, KeyPath path) {
        return new ConfigException("unknown key " + path + meant(known, path));
    }

    private static String meant(KnownKeys known, KeyPath path) {
        if (path.last().contains(".") && known.isKnown(KeyPath.of(path.toString()))) {
            KeyPath nested = KeyPath.of(path.toString());
            return "; a file has sections, as in " + String.join(": {", nested.keys()) + ": …"
                    + "}".repeat(nested.depth() - 1);
        }
        Optional<String> now = FormerNames.now(path);
        if (now.isPresent()) {
            return "; it is " + now.get() + " now";
        }
        Optional<PeerName> peers = PeerNames.find(path).filter(peer -> isHere(known, peer));
        if (peers.isPresent()) {
            return peers.get()
                            .ours()
                            .map(ours -> "; did you mean " + ours + "?")
                            .orElse("")
                    + (peers.get().note().isEmpty()
                            ? ""
                            : (peers.get().ours().isPresent() ? " " : "; ")
                                    + peers.get().note());
        }
        return known.nearest(path).map(near -> "; did you mean " + near + "?").orElseGet(() -> {
            KeyPath section = path.parent();
            return known.isSection(section) ? "; known here: " + String.join(", ", known.children(section)) : "";
        });
    }

    /** A tree of a test, or of a part, may have no such key. */
    private static boolean isHere(KnownKeys known, PeerName peer) {
        return peer.ours()
                .map(known::resolve)
                .map(path -> known.isKnown(path)
                        || known.isUndecided(path)
                        || !path.isRoot() && known.isOpenMap(path.parent()))
                .orElse(true);
    }

    @FunctionalInterface
    private interface Origin {
        String of(KeyPath path);
    }
}
