package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.policy.family.RolloutEngineFactory;
import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.streams.scoring.ScorerFactory;
import dev.millrace.streams.scoring.ScorerTypes;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What settings there are, and what each is: its sentence, its default, its values, and what other systems call it. Beside
 * the keys of the tree it knows those of all types of scorers and engines that are on the class path. Immutable.
 */
public final class SettingsReference {

    private static final KeyPath SCORERS = KeyPath.of("scorers");
    /** Stands for a name that the user gives. */
    private static final String ANY_NAME = "NAME";

    private static final KeyPath ENGINE = KeyPath.of("worker.engine");

    private final ObjectMapper mapper = ConfigMapper.create();
    private final SettingWords words;
    private final MillraceConfig settings;
    private final JsonNode standard;
    private final KnownKeys known;
    private final ScorerTypes scorers = ScorerTypes.found();
    private final RolloutEngineTypes engines = RolloutEngineTypes.found();

    SettingsReference(MillraceConfig settings, SettingWords words) {
        this.settings = settings;
        this.words = words;
        this.standard = mapper.valueToTree(MillraceConfig.defaults());
        this.known = new KnownKeys(MillraceConfig.class);
        CommandSections.found().declare(known);
        decide(KeyPath.ROOT, settings);
        for (String type : scorers.names()) {
            if (!settings.scorers().containsKey(type)) {
                known.add(SCORERS.child(type).child(OwnConfig.KEY), scorers.configType(type));
            }
        }
    }

    /** @param settings say which scorers are declared, and what samples */
    public static SettingsReference of(MillraceConfig settings) {
        return new SettingsReference(settings, SettingWords.found());
    }

    /** Adds the keys of sections whose kind only their values tell. */
    private void decide(KeyPath path, Record value) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            KeyPath child = path.child(KnownKeys.snakeCase(component.getName()));
            Object held = RecordValues.of(value, component);
            if (held instanceof Record record && known.isSection(child)) {
                decide(child, record);
            } else if (held instanceof Record record && known.isUndecided(child)) {
                known.add(child, record.getClass());
                decide(child, record);
            } else if (child.equals(SCORERS)) {
                settings.scorers().forEach((name, scorer) -> decide(child.child(name), scorer));
            }
        }
    }

    /**
     * A setting by its key, or by a name that others have for it.
     *
     * @throws ConfigException if there is none, with the nearest
     */
    public Setting explain(String dotted) {
        KeyPath path = known.resolve(dotted.strip());
        return find(path).or(() -> byPeersName(path)).orElseThrow(() -> ConfigLoader.unknown(known, path));
    }

    private Optional<Setting> byPeersName(KeyPath path) {
        return PeerNames.find(path).flatMap(PeerName::ours).flatMap(ours -> find(known.resolve(ours)));
    }

    private Optional<Setting> find(KeyPath path) {
        boolean inOpenMap = !path.isRoot() && known.isOpenMap(path.parent());
        return known.isKnown(path) || inOpenMap ? Optional.of(setting(path)) : Optional.empty();
    }

    /** What a setting is in the settings at hand, secrets hidden; empty for a section. */
    public Optional<String> valueOf(String key) {
        KeyPath path = known.resolve(key);
        JsonNode now = SecretSettings.shown(KeyPath.ROOT, mapper.valueToTree(settings));
        JsonNode node = at(now, path.keys());
        return known.isSection(path) || node.isMissingNode() ? Optional.empty() : Optional.of(text(node));
    }

    /** All settings below a section, in their order; of a section within it, first what it says of itself. */
    public List<Setting> all(String section) {
        return below(section).stream()
                .flatMap(each -> Stream.concat(Stream.of(each), all(each.key()).stream()))
                .toList();
    }

    /** The settings right below a section, in their order; none below anything else. */
    public List<Setting> below(String section) {
        KeyPath path = section.isEmpty() ? KeyPath.ROOT : known.resolve(section);
        if (known.holdsNames(path)) {
            return (path.equals(SCORERS) ? settings.scorers().keySet() : Set.of(ANY_NAME))
                    .stream().map(name -> setting(path.child(name))).toList();
        }
        return known.isSection(path) || path.isRoot()
                ? known.children(path).stream()
                        .map(key -> setting(path.child(key)))
                        .toList()
                : List.of();
    }

    /** The types of scorers whose declarations have a {@code config} with keys. */
    public List<String> scorersWithConfig() {
        return scorers.names().stream()
                .filter(type -> scorers.configType(type).getRecordComponents().length > 0)
                .toList();
    }

    private Setting setting(KeyPath path) {
        @Nullable Type type = known.typeOf(path);
        boolean isSection = known.isSection(path);
        return new Setting(
                path.toString(),
                SettingKind.of(type),
                words(path).orElse(""),
                isSection ? Optional.empty() : standard(path),
                choices(type),
                PeerNames.of(path.toString()),
                isSection);
    }

    private List<Setting.Choice> choices(@Nullable Type type) {
        if (!(type instanceof Class<?> clazz) || !clazz.isEnum()) {
            return List.of();
        }
        List<Setting.Choice> choices = new ArrayList<>();
        for (Object constant : clazz.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            choices.add(new Setting.Choice(
                    SettingKind.name(name), words.of(clazz, name).orElse("")));
        }
        return choices;
    }

    /** What a key says of itself; a name of the user's own says what its kind is. */
    Optional<String> words(KeyPath path) {
        if (path.isRoot()) {
            return Optional.empty();
        }
        KeyPath parent = path.parent();
        if (known.isOpenMap(parent)) {
            return words(parent);
        }
        if (known.holdsNames(parent)) {
            return known.typeOf(path) instanceof Class<?> kind ? words.of(kind) : Optional.empty();
        }
        return member(path).flatMap(member -> words.of(member.owner(), member.component()));
    }

    /** The component of a record that a key is. */
    private record Member(Class<?> owner, String component) {}

    private Optional<Member> member(KeyPath path) {
        return known.typeOf(path.parent()) instanceof Class<?> owner && owner.isRecord()
                ? Stream.of(owner.getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(name -> KnownKeys.snakeCase(name).equals(path.last()))
                        .map(name -> new Member(owner, name))
                        .findFirst()
                : Optional.empty();
    }

    /** The default of a value; of a scorer's own settings, that of its type. */
    private Optional<String> standard(KeyPath path) {
        JsonNode node = at(standard, path.keys());
        if (isBelow(path, ENGINE.child(OwnConfig.KEY))) {
            String type = settings.worker().engine().type();
            node = at(
                    tree(engines.find(type).map(RolloutEngineFactory::defaults)),
                    path.keys().subList(3, path.depth()));
        } else if (path.depth() > 3
                && isBelow(path, SCORERS)
                && path.keys().get(2).equals(OwnConfig.KEY)) {
            String name = path.keys().get(1);
            String type = settings.scorers().containsKey(name)
                    ? settings.declared(name).type()
                    : name;
            node = at(
                    tree(scorers.find(type).map(ScorerFactory::defaults)),
                    path.keys().subList(3, path.depth()));
        }
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(text(node));
    }

    private JsonNode tree(Optional<? extends Record> config) {
        return config.<JsonNode>map(mapper::valueToTree).orElseGet(mapper::createObjectNode);
    }

    private static boolean isBelow(KeyPath path, KeyPath section) {
        return path.depth() > section.depth()
                && path.keys().subList(0, section.depth()).equals(section.keys());
    }

    private static JsonNode at(JsonNode root, List<String> keys) {
        JsonNode node = root;
        for (String key : keys) {
            node = node.path(key);
        }
        return node;
    }

    /** As it would stand in a file, in one line. */
    private static String text(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(text(item)));
            return "[" + String.join(", ", items) + "]";
        }
        return node.isTextual() && node.asText().isEmpty() ? "\"\"" : node.asText();
    }

    /** The same YAML with what each key says of itself above it, where that was not said before. */
    public String comment(String yaml) {
        Set<String> said = new TreeSet<>();
        return YamlComments.add(yaml, path -> {
            Optional<Member> member = member(path);
            boolean isNew = member.isPresent() && said.add(member.get().toString());
            if (!isNew) {
                return List.of();
            }
            List<String> lines = new ArrayList<>();
            words(path).ifPresent(lines::add);
            if (known.typeOf(path) instanceof Class<?> type && type.isEnum()) {
                lines.add(SettingKind.of(type));
            }
            return lines;
        });
    }
}
