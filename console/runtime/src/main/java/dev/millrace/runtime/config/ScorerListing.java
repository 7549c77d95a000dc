package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerFactory;
import dev.millrace.streams.scoring.ScorerTypes;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scorers that there are, for people and programs. Secrets that stand in the settings are hidden.
 *
 * @param types which code can judge
 * @param declared the scorers of a configuration
 */
public record ScorerListing(List<Type> types, List<Declared> declared) {

    private static final KeyPath SCORERS = KeyPath.of("scorers");

    /**
     * A type of scorers.
     *
     * @param type its word
     * @param says what its scores mean
     * @param judges {@code text}, {@code image}, {@code both}, or {@code declared} where the declaration says it
     * @param batch most samples of a call where nothing is said
     * @param config the keys of its config
     */
    public record Type(String type, String says, String judges, int batch, Map<String, Key> config) {}

    /**
     * A key of the config of a type.
     *
     * @param standard its default
     * @param words what it is; empty where nobody wrote it
     */
    public record Key(JsonNode standard, String words) {}

    /**
     * A declared scorer.
     *
     * @param name by which weights and records know it
     * @param type its type
     * @param judges what it is asked of
     * @param weight how much it counts; null where it has no weight
     * @param timeout longest time of a call
     * @param parallelism calls at the same time
     * @param batch most samples of a call
     * @param retries attempts beyond the first
     * @param config its config, completed
     */
    public record Declared(
            String name,
            String type,
            String judges,
            @Nullable Double weight,
            String timeout,
            int parallelism,
            int batch,
            int retries,
            Map<String, JsonNode> config) {}

    public ScorerListing {
        types = List.copyOf(types);
        declared = List.copyOf(declared);
    }

    /** Those on the class path, and those of a configuration. */
    public static ScorerListing of(MillraceConfig settings) {
        return of(settings, SettingWords.found());
    }

    static ScorerListing of(MillraceConfig settings, SettingWords words) {
        ObjectMapper mapper = ConfigMapper.create();
        List<Type> types = new ArrayList<>();
        for (String name : ScorerTypes.found().names()) {
            ScorerFactory<?> factory = ScorerTypes.found().find(name).orElseThrow();
            types.add(new Type(
                    name,
                    factory.says(),
                    factory.judges().map(ScorerListing::word).orElse("declared"),
                    factory.batch(),
                    keys(mapper.valueToTree(factory.defaults()), factory.configType(), words)));
        }
        types.add(new Type(
                ScorerConfig.EXTERNAL, "what another program writes to the topic of scores", "declared", 1, Map.of()));
        List<Declared> declared = new ArrayList<>();
        settings.scorers()
                .forEach((name, scorer) -> declared.add(new Declared(
                        name,
                        scorer.type(),
                        word(scorer.judges()),
                        settings.reward().weights().get(name),
                        DurationText.format(scorer.timeout()),
                        scorer.parallelism(),
                        scorer.batch(),
                        scorer.retries(),
                        flat(SCORERS.child(name).child(OwnConfig.KEY), mapper.valueToTree(scorer.config())))));
        return new ScorerListing(types, declared);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Defaults and words by their dotted keys. */
    private static Map<String, Key> keys(JsonNode defaults, Class<?> type, SettingWords words) {
        Map<String, Key> keys = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = KnownKeys.snakeCase(component.getName());
            JsonNode value = defaults.path(name);
            if (component.getType().isRecord() && value.isObject()) {
                keys(value, component.getType(), words).forEach((below, key) -> keys.put(name + "." + below, key));
            } else {
                keys.put(
                        name, new Key(value, words.of(type, component.getName()).orElse("")));
            }
        }
        return keys;
    }

    /** Values by their dotted keys below a path, as they may be shown. */
    private static Map<String, JsonNode> flat(KeyPath path, JsonNode section) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : section.properties()) {
            KeyPath key = path.child(entry.getKey());
            if (entry.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                flat(key, inner).forEach((below, value) -> values.put(entry.getKey() + "." + below, value));
            } else {
                values.put(entry.getKey(), SecretSettings.shown(key, entry.getValue()));
            }
        }
        return values;
    }
}
