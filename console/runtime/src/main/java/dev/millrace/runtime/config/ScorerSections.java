package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerFactory;
import dev.millrace.streams.scoring.ScorerTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Completes the declarations of scorers from their types, and declares those that have a weight and the name of a type. A
 * weight of any other name is refused: a group would wait to its deadline for a scorer that nobody runs.
 */
final class ScorerSections implements Completion {

    private static final KeyPath SCORERS = KeyPath.of("scorers");
    private static final KeyPath COMMON = KeyPath.of("scorer");
    private static final KeyPath WEIGHTS = KeyPath.of("reward.weights");
    private static final String TYPE = "type";
    private static final String JUDGES = "judges";
    private static final String BATCH = "batch";
    private static final List<String> SHARED = List.of("timeout", "parallelism", "retries");

    private final ScorerTypes types;
    private final ObjectMapper mapper;

    ScorerSections(ScorerTypes types, ObjectMapper mapper) {
        this.types = types;
        this.mapper = mapper;
    }

    @Override
    public void complete(Settings settings, KnownKeys known) {
        ObjectNode scorers = settings.objectAt(SCORERS);
        for (String weighted : names(settings.objectAt(WEIGHTS))) {
            if (!scorers.has(weighted)) {
                if (types.find(weighted).isEmpty()) {
                    throw noScorer(settings, weighted, scorers);
                }
                scorers.putObject(weighted);
            }
        }
        for (String name : names(scorers)) {
            complete(settings, known, name);
        }
    }

    private void complete(Settings settings, KnownKeys known, String name) {
        KeyPath path = SCORERS.child(name);
        if (!(settings.objectAt(SCORERS).get(name) instanceof ObjectNode scorer)) {
            return; // said when it is bound
        }
        if (!ScorerTypes.isName(name)) {
            throw new ConfigException(settings.where(path) + path
                    + " is no name of a scorer, which has lower-case letters, digits and _");
        }
        String type = type(settings, path, name, scorer);
        Optional<ScorerFactory<?>> factory = types.find(type);
        ObjectNode complete = scorer.objectNode().put(TYPE, type);
        complete.set(JUDGES, judges(settings, path, type, scorer));
        ObjectNode common = settings.objectAt(COMMON);
        factory.ifPresent(own -> ofType(own, complete));
        for (String key : SHARED) {
            if (scorer.has(key)) {
                complete.set(key, scorer.get(key));
            } else if (!complete.has(key) || settings.origins().containsKey(COMMON.child(key))) {
                complete.set(key, common.get(key));
            }
        }
        complete.set(
                BATCH,
                scorer.has(BATCH)
                        ? scorer.get(BATCH)
                        : complete.numberNode(factory.map(ScorerFactory::batch).orElse(1)));
        KeyPath config = path.child(OwnConfig.KEY);
        known.add(config, types.configType(type));
        complete.set(
                OwnConfig.KEY,
                OwnConfig.complete(
                        settings,
                        known,
                        config,
                        factory.<ObjectNode>map(own -> mapper.valueToTree(own.defaults()))
                                .orElseGet(mapper::createObjectNode),
                        scorer.get(OwnConfig.KEY)));
        settings.objectAt(SCORERS).set(name, complete);
    }

    /** What a type says of its calls, unless somebody says otherwise. */
    private void ofType(ScorerFactory<?> type, ObjectNode scorer) {
        type.timeout().ifPresent(timeout -> scorer.set("timeout", mapper.valueToTree(timeout)));
        type.parallelism().ifPresent(calls -> scorer.put("parallelism", calls));
        type.retries().ifPresent(retries -> scorer.put("retries", retries));
    }

    private String type(Settings settings, KeyPath path, String name, ObjectNode scorer) {
        @Nullable JsonNode stated = scorer.get(TYPE);
        String type = stated == null ? name : stated.asText();
        Set<String> all = new TreeSet<>(types.names());
        all.add(ScorerConfig.EXTERNAL);
        if (all.contains(type)) {
            return type;
        }
        String there = "there are " + String.join(", ", all) + "; a jar in plugins/ adds another";
        throw new ConfigException(
                stated == null
                        ? settings.where(path) + path + " needs a type, as in " + path + ".type="
                                + ScorerConfig.EXTERNAL + "; " + there
                        : settings.where(path.child(TYPE)) + path.child(TYPE) + " names no type of scorers: " + type
                                + OwnConfig.hint(type, all) + "; " + there);
    }

    /** What it judges is a word of its type, or else of its declaration. */
    private JsonNode judges(Settings settings, KeyPath path, String type, ObjectNode scorer) {
        @Nullable JsonNode stated = scorer.get(JUDGES);
        Optional<String> own = types.find(type).flatMap(ScorerFactory::judges).map(judges -> judges.name()
                .toLowerCase(Locale.ROOT));
        if (stated != null && own.isPresent() && !own.get().equalsIgnoreCase(stated.asText())) {
            throw new ConfigException(settings.where(path.child(JUDGES)) + path.child(JUDGES) + " must be " + own.get()
                    + ", as scorers of the type " + type + " judge nothing else, not " + stated.asText());
        }
        return stated != null
                ? stated
                : scorer.textNode(own.orElse(Judges.TEXT.name().toLowerCase(Locale.ROOT)));
    }

    private ConfigException noScorer(Settings settings, String name, ObjectNode scorers) {
        Set<String> all = new TreeSet<>(types.names());
        all.addAll(names(scorers));
        KeyPath weight = WEIGHTS.child(name);
        String near = OwnConfig.hint(name, all);
        return new ConfigException(settings.where(weight) + weight + " names no scorer"
                + (near.isEmpty() ? " (there are " + String.join(", ", all) + ")" : near)
                + "; one of your own is declared in scorers, as in scorers." + name + ".type=" + ScorerConfig.EXTERNAL);
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
