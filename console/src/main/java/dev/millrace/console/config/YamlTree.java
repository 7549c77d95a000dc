package dev.millrace.console.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML text as a tree of values that remembers the line of every key.
 *
 * <p>Plain scalars are read by the core schema of YAML 1.2: {@code 1e-4} is a number, {@code no} is a word. Keys that
 * stand twice are refused.
 *
 * @param root the document; null where the text is empty
 * @param lines line (from 1) at which the key of a path stands
 */
record YamlTree(JsonNode root, Map<KeyPath, Integer> lines) {

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final int MAX_DEPTH = 32;

    /**
     * Reads one document.
     *
     * @param source stands before the line number in errors
     * @throws ConfigException if the text is no YAML, names a key twice, or nests deeper than 32 levels
     */
    static YamlTree parse(String source, String text) {
        Map<KeyPath, Integer> lines = new HashMap<>();
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            JsonNode root = node == null ? NullNode.getInstance() : new Reader(source, lines).read(node, KeyPath.ROOT);
            return new YamlTree(root, Map.copyOf(lines));
        } catch (MarkedYAMLException e) {
            throw new ConfigException(at(source, e.getProblemMark()) + ": no YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new ConfigException(source + ": no YAML: " + e.getMessage(), e);
        }
    }

    private static String at(String source, Mark mark) {
        return mark == null ? source : source + ":" + (mark.getLine() + 1);
    }

    private record Reader(String source, Map<KeyPath, Integer> lines) {

        JsonNode read(Node node, KeyPath path) {
            if (path.depth() > MAX_DEPTH) {
                throw new ConfigException(
                        at(source, node.getStartMark()) + ": nested deeper than " + MAX_DEPTH + " levels: " + path);
            }
            if (node instanceof MappingNode mapping) {
                return object(mapping, path);
            }
            if (node instanceof SequenceNode sequence) {
                return array(sequence, path);
            }
            return scalar((ScalarNode) node);
        }

        private ObjectNode object(MappingNode mapping, KeyPath path) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                Mark mark = tuple.getKeyNode().getStartMark();
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw new ConfigException(at(source, mark) + ": a key must be a word");
                }
                KeyPath child = path.child(key.getValue());
                if (object.has(key.getValue())) {
                    throw new ConfigException(
                            at(source, mark) + ": " + child + " stands twice, first on line " + lines.get(child));
                }
                lines.put(child, mark.getLine() + 1);
                object.set(key.getValue(), read(tuple.getValueNode(), child));
            }
            return object;
        }

        private ArrayNode array(SequenceNode sequence, KeyPath path) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            List<Node> items = new ArrayList<>(sequence.getValue());
            for (int i = 0; i < items.size(); i++) {
                array.add(read(items.get(i), path.child(String.valueOf(i))));
            }
            return array;
        }

        private static JsonNode scalar(ScalarNode node) {
            String text = node.getValue();
            if (node.getScalarStyle() != ScalarStyle.PLAIN) {
                return TextNode.valueOf(text);
            }
            return switch (text) {
                case "", "~", "null", "Null", "NULL" -> NullNode.getInstance();
                case "true", "True", "TRUE" -> BooleanNode.TRUE;
                case "false", "False", "FALSE" -> BooleanNode.FALSE;
                default -> numberOrText(text);
            };
        }

        private static JsonNode numberOrText(String text) {
            if (INTEGER.matcher(text).matches()) {
                return LongNode.valueOf(Long.parseLong(text));
            }
            return NUMBER.matcher(text).matches()
                    ? DoubleNode.valueOf(Double.parseDouble(text))
                    : TextNode.valueOf(text);
        }
    }
}
