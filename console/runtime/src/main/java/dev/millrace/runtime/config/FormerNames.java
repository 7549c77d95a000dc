package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.List;
import java.util.Optional;

/**
 * Where settings of an earlier release are now. A file may still have them in their old place, since each run saves its
 * settings and is read with them later; an override may not, and its error names the new place.
 */
final class FormerNames {

    private static final String SCORERS = "scorers";
    private static final String CONFIG = "config";
    private static final List<String> WITH_REFEREE = List.of("instruction", "knowledge", "semantic");
    private static final String OF_SCORERS = "scorer.";

    private FormerNames() {}

    /** The present name of a former key; empty if it is none. */
    static Optional<String> now(KeyPath unknown) {
        String key = unknown.toString();
        if (key.matches("scorer\\.(semantic|instruction)(\\..*)?")) {
            String scorer = unknown.keys().get(1);
            return Optional.of("scorers." + scorer + ".config" + key.substring(OF_SCORERS.length() + scorer.length()));
        }
        return switch (key) {
            case "scorer.referees" ->
                Optional.of("scorers.NAME.config.referees, for semantic, instruction and knowledge");
            case "scorer.batch" -> Optional.of("scorers.NAME.batch");
            case "reward.external" -> Optional.of("scorers.NAME.type=external");
            default -> Optional.empty();
        };
    }

    /** Puts what a file says of former settings where they are now; what stands there already stays. */
    static void translate(ObjectNode root) {
        if (root.get("scorer") instanceof ObjectNode scorer) {
            for (String name : WITH_REFEREE) {
                if (scorer.remove(name) instanceof ObjectNode own) {
                    own.properties().forEach(entry -> keep(config(root, name), entry.getKey(), entry.getValue()));
                }
                if (scorer.has("referees")) {
                    keep(config(root, name), "referees", scorer.get("referees"));
                }
                if (scorer.has("batch")) {
                    keep(section(section(root, SCORERS), name), "batch", scorer.get("batch"));
                }
            }
            scorer.remove(List.of("referees", "batch"));
        }
        if (root.get("reward") instanceof ObjectNode reward && reward.remove("external") instanceof ArrayNode names) {
            names.forEach(name -> keep(section(section(root, SCORERS), text(name)), "type", root.textNode("external")));
        }
    }

    private static ObjectNode config(ObjectNode root, String scorer) {
        return section(section(section(root, SCORERS), scorer), CONFIG);
    }

    private static ObjectNode section(ObjectNode node, String key) {
        return node.get(key) instanceof ObjectNode section ? section : node.putObject(key);
    }

    private static void keep(ObjectNode section, String key, JsonNode value) {
        if (!section.has(key)) {
            section.set(key, value);
        }
    }

    private static String text(JsonNode scalar) {
        return scalar instanceof POJONode node && node.getPojo() instanceof Scalars.Plain plain
                ? plain.text()
                : scalar.asText();
    }
}
