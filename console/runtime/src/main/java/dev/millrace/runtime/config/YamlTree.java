package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML text as a tree of values that remembers the line of every key.
 *
 * <p>A plain scalar stays as it was written ({@link Scalars.Plain}), until its setting says what it is. Refused, because
 * they lose what was written without a word: keys that stand twice, tags ({@code !secret}), and an anchor without a value
 * ({@code &secret}).
 *
 * @param root the document; null where the text is empty
 * @param lines line (from 1) at which the key of a path stands
 */
record YamlTree(JsonNode root, Map<KeyPath, Integer> lines) {

    private static final int MAX_DEPTH = 32;

    /** A few lines of aliases to aliases stand for billions of values. */
    private static final int MAX_VALUES = 10_000;

    /**
     * Reads one document.
     *
     * @param source stands before the line number in errors
     * @throws ConfigException if the text is no YAML, names a key twice, holds a tag or an empty anchor, nests deeper than
     *     32 levels, or has more than 10,000 values
     */
    static YamlTree parse(String source, String text) {
        Map<KeyPath, Integer> lines = new HashMap<>();
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            JsonNode root = node == null
                    ? NullNode.getInstance()
                    : new Reader(source, lines, new int[1]).read(node, KeyPath.ROOT);
            return new YamlTree(root, Map.copyOf(lines));
        } catch (MarkedYAMLException e) {
            // Without the cause, whose message shows the line, whatever secret stands there.
            throw new ConfigException(at(source, e.getProblemMark()) + ": no YAML: " + problem(e));
        } catch (YAMLException e) {
            throw new ConfigException(source + ": no YAML: " + e.getMessage(), e);
        }
    }

    private static String at(String source, Mark mark) {
        return mark == null ? source : source + ":" + (mark.getLine() + 1);
    }

    private static String problem(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        return problem.startsWith("found undefined alias")
                ? "an alias without its anchor; quote a value that begins with *"
                : problem;
    }

    /** @param values how many were read so far, in its only element */
    private record Reader(String source, Map<KeyPath, Integer> lines, int[] values) {

        JsonNode read(Node node, KeyPath path) {
            if (++values[0] > MAX_VALUES) {
                throw new ConfigException(source + ": more than " + MAX_VALUES + " values");
            }
            if (path.depth() > MAX_DEPTH) {
                throw new ConfigException(
                        at(source, node.getStartMark()) + ": nested deeper than " + MAX_DEPTH + " levels: " + path);
            }
            if (!node.getTag().startsWith(Tag.PREFIX)) {
                throw new ConfigException(at(source, node.getStartMark()) + ": " + path
                        + " begins with !, which YAML takes for a tag; quote the value");
            }
            if (node instanceof MappingNode mapping) {
                return object(mapping, path);
            }
            if (node instanceof SequenceNode sequence) {
                return array(sequence, path);
            }
            return scalar((ScalarNode) node, path);
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

        private JsonNode scalar(ScalarNode node, KeyPath path) {
            if (node.getScalarStyle() != ScalarStyle.PLAIN) {
                return TextNode.valueOf(node.getValue());
            }
            if (node.getAnchor() != null && node.getValue().isEmpty()) {
                throw new ConfigException(at(source, node.getStartMark()) + ": " + path
                        + " begins with &, which YAML takes for an anchor; quote the value");
            }
            return new POJONode(new Scalars.Plain(node.getValue()));
        }
    }
}
