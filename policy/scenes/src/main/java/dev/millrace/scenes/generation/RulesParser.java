package dev.millrace.scenes.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.text.EditDistance;
import dev.millrace.scenes.world.DigitColor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads rules from JSON; what is wrong is said with the place of the rule. A field that nobody knows is wrong: misspelt, it
 * would weaken the rule without a word.
 */
final class RulesParser {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int DIGITS = 10;
    private static final String EXCLUDE = "exclude";
    private static final List<String> FIELDS = List.of("tag", "prompt", "include", EXCLUDE);
    private static final List<String> FIELDS_OF_OBJECTS = List.of("class", "count", "color", "position");

    /** Far more than fit into an image; checks of rules against each other take the cube of it. */
    private static final int MAX_OBJECTS = 64;

    private RulesParser() {}

    static GenerationRules parse(String json) {
        JsonNode rules;
        try {
            rules = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new RulesException("the rules are malformed JSON: " + e.getOriginalMessage(), e);
        }
        if (!rules.isObject()) {
            throw new RulesException("the rules must be a JSON object with \"include\", not " + kind(rules));
        }
        requireKnown("the object of the rules", rules, FIELDS);
        List<ObjectRule> include = objects("include", rules.path("include"));
        List<ObjectRule> exclude = objects(EXCLUDE, rules.path(EXCLUDE));
        return new GenerationRules(text(rules, "tag"), text(rules, "prompt"), include, exclude);
    }

    private static void requireKnown(String where, JsonNode object, List<String> known) {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                String nearest = EditDistance.nearest(field, known)
                        .map(each -> "did you mean \"" + each + "\"?")
                        .orElse("known are " + String.join(", ", known));
                throw new RulesException(where + " has the unknown field \"" + field + "\"; " + nearest);
            }
        });
    }

    private static String text(JsonNode rules, String field) {
        JsonNode value = rules.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new RulesException("field \"" + field + "\" must be a text, not " + kind(value));
        }
        return value.textValue();
    }

    private static List<ObjectRule> objects(String field, JsonNode objects) {
        if (objects.isMissingNode() || objects.isNull()) {
            return List.of();
        }
        if (!objects.isArray()) {
            throw new RulesException("field \"" + field + "\" must be a list of objects, not " + kind(objects));
        }
        if (objects.size() > MAX_OBJECTS) {
            throw new RulesException(
                    "field \"" + field + "\" has " + objects.size() + " rules, more than the limit of " + MAX_OBJECTS);
        }
        List<ObjectRule> parsed = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            parsed.add(object(field + "[" + i + "]", objects.get(i), objects.size(), i));
        }
        return parsed;
    }

    private static ObjectRule object(String where, JsonNode object, int size, int index) {
        if (!object.isObject()) {
            throw new RulesException("rule " + where + " must be an object, not " + kind(object));
        }
        requireKnown("rule " + where, object, FIELDS_OF_OBJECTS);
        if (!object.path("class").isTextual()) {
            throw new RulesException("rule " + where + " has no \"class\"; name the object, for instance \"7\"");
        }
        JsonNode count = object.path("count");
        if (!count.canConvertToInt() || !count.isIntegralNumber() || count.intValue() < 1) {
            throw new RulesException("rule " + where + " has no \"count\" of at least 1; say how many");
        }
        return new ObjectRule(
                digit(where, object.get("class").textValue()),
                count.intValue(),
                color(where, object.path("color")),
                position(where, object.path("position"), size, index));
    }

    private static int digit(String where, String name) {
        for (int digit = 0; digit < DIGITS; digit++) {
            if (Integer.toString(digit).equals(name)) {
                return digit;
            }
        }
        throw new RulesException(
                "rule " + where + " has the unknown class \"" + name + "\"; classes are the digits \"0\" to \"9\"");
    }

    private static Optional<DigitColor> color(String where, JsonNode name) {
        if (name.isMissingNode() || name.isNull()) {
            return Optional.empty();
        }
        if (!name.isTextual()) {
            throw new RulesException("rule " + where + " has a \"color\" that is not a text");
        }
        return Optional.of(Arrays.stream(DigitColor.values())
                .filter(color -> color.word().equals(name.textValue()))
                .findFirst()
                .orElseThrow(() -> new RulesException("rule " + where + " has the unknown color \"" + name.textValue()
                        + "\"; colors are "
                        + Arrays.stream(DigitColor.values())
                                .map(DigitColor::word)
                                .collect(Collectors.joining(", ")))));
    }

    private static Optional<ObjectRule.Position> position(String where, JsonNode position, int size, int index) {
        if (position.isMissingNode() || position.isNull()) {
            return Optional.empty();
        }
        if (where.startsWith(EXCLUDE)) {
            throw new RulesException("rule " + where + " has a \"position\"; only included objects have one");
        }
        boolean sound = position.isArray()
                && position.size() == 2
                && position.get(0).isTextual()
                && position.get(1).isInt()
                && position.get(1).intValue() >= 0
                && position.get(1).intValue() < size
                && position.get(1).intValue() != index;
        if (!sound) {
            throw new RulesException(
                    "rule " + where + " has a \"position\" that is not [relation, index of another object]");
        }
        String label = position.get(0).textValue();
        Relation relation = Relation.ofLabel(label)
                .orElseThrow(() -> new RulesException("rule " + where + " has the unknown relation \"" + label
                        + "\"; relations are " + Relation.labels()));
        return Optional.of(new ObjectRule.Position(relation, position.get(1).intValue()));
    }

    private static String kind(JsonNode value) {
        return value.isContainerNode() ? "an " + value.getNodeType().name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
