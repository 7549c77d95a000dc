package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar without quotes means is decided by the type of its setting, not by its looks: where a text is asked for,
 * {@code 007}, {@code 1e3}, {@code yes} and {@code 2026-01-31} are these characters.
 */
final class Scalars {

    static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private static final Set<Type> WHOLE = Set.of(int.class, Integer.class, long.class, Long.class);
    private static final Set<Type> FRACTIONS = Set.of(double.class, Double.class, float.class, Float.class);
    private static final Set<Type> TRUTHS = Set.of(boolean.class, Boolean.class);

    /** A scalar that stands without quotes, as it was written. */
    record Plain(String text) {

        boolean isNull() {
            return switch (text) {
                case "", "~", "null", "Null", "NULL" -> true;
                default -> false;
            };
        }
    }

    /** The text of an override whose setting is not known yet, and where it was set. */
    record Literal(String text, String origin) {}

    private Scalars() {}

    /**
     * A tree whose plain scalars are read as {@code target} asks.
     *
     * @param tree holds {@link Plain} scalars
     * @param target type of the setting; null where none is known, and {@code Object} where any will do, which reads by looks
     */
    static JsonNode typed(JsonNode tree, @Nullable Type target) {
        if (target == Object.class) {
            return typed(tree, null);
        }
        if (tree instanceof POJONode node && node.getPojo() instanceof Literal literal) {
            return target instanceof Class<?>
                    ? literal(literal.text(), target)
                    : typed(YamlTree.parse(literal.origin(), literal.text()).root(), target);
        }
        if (tree instanceof POJONode node && node.getPojo() instanceof Plain plain) {
            return plain.isNull() ? NullNode.getInstance() : read(plain.text(), target);
        }
        if (tree instanceof ArrayNode array) {
            ArrayNode typed = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> typed.add(typed(item, argument(target, List.class, 0))));
            return typed;
        }
        if (tree instanceof ObjectNode object) {
            ObjectNode typed = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(entry ->
                            typed.set(entry.getKey(), typed(entry.getValue(), argument(target, Map.class, 1))));
            return typed;
        }
        return tree;
    }

    /** The text of an override, which is all of what was written: no quotes, comments or anchors are looked for. */
    static JsonNode literal(String text, Type target) {
        if (isNumber(target) || TRUTHS.contains(target)) {
            String word = text.strip();
            return new Plain(word).isNull() ? NullNode.getInstance() : read(word, target);
        }
        return TextNode.valueOf(text);
    }

    static boolean isNumber(@Nullable Type target) {
        return target != null && (WHOLE.contains(target) || FRACTIONS.contains(target));
    }

    static boolean isWhole(Type target) {
        return WHOLE.contains(target);
    }

    private static JsonNode read(String text, @Nullable Type target) {
        if (target == null) {
            JsonNode truth = truth(text);
            JsonNode whole = whole(text);
            return truth.isBoolean() ? truth : whole.isNumber() ? whole : fraction(text);
        }
        if (WHOLE.contains(target)) {
            return whole(text);
        }
        if (FRACTIONS.contains(target)) {
            return fraction(text);
        }
        return TRUTHS.contains(target) ? truth(text) : TextNode.valueOf(text);
    }

    private static JsonNode whole(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return TextNode.valueOf(text);
        }
        BigInteger number = new BigInteger(text);
        return number.bitLength() < Long.SIZE ? LongNode.valueOf(number.longValue()) : BigIntegerNode.valueOf(number);
    }

    private static JsonNode fraction(String text) {
        if (NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return DoubleNode.valueOf(number);
            }
        }
        return TextNode.valueOf(text);
    }

    private static JsonNode truth(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> BooleanNode.TRUE;
            case "false", "False", "FALSE" -> BooleanNode.FALSE;
            default -> TextNode.valueOf(text);
        };
    }

    private static @Nullable Type argument(@Nullable Type type, Class<?> raw, int index) {
        return type instanceof ParameterizedType parameterized && parameterized.getRawType() == raw
                ? parameterized.getActualTypeArguments()[index]
                : null;
    }
}
