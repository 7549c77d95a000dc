package dev.millrace.policy.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.scene.DigitColor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads rules from JSON; what is wrong is said with the place of the rule. */
final class RulesParser {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int DIGITS = 10;
    private static final String EXCLUDE = "exclude";

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
        List<ObjectRule> include = objects("include", rules.path("include"));
        List<ObjectRule> exclude = objects(EXCLUDE, rules.path(EXCLUDE));
        return new GenerationRules(
                rules.path("tag").asText(""), rules.path("prompt").asText(""), include, exclude);
    }

    private static List<ObjectRule> objects(String field, JsonNode objects) {
        if (objects.isMissingNode() || objects.isNull()) {
            return List.of();
        }
        if (!objects.isArray()) {
            throw new RulesException("field \"" + field + "\" must be a list of objects, not " + kind(objects));
        }
        List<ObjectRule> parsed = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            parsed.add(object(field + "[" + i + "]", objects.get(i), objects.size(), i));
        }
        return parsed;
    }

    private static ObjectRule object(String where, JsonNode object, int size, int index) {
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
