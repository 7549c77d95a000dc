package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.SecretNames;
import dev.millrace.schemas.secret.UnresolvedReferenceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of the settings may be shown, and where a reference to a secret may stand. */
public final class SecretSettings {

    private static final KeyPath KAFKA = KeyPath.of("kafka");
    private static final KeyPath SCORERS = KeyPath.of("scorers");
    private static final KeyPath ENGINE = KeyPath.of("worker.engine.config");

    /** Those of the servers that people and scrapers come to. */
    private static final Set<KeyPath> SERVERS = Set.of(
            KeyPath.of("page.token"),
            KeyPath.of("page.tls.password"),
            KeyPath.of("metrics.token"),
            KeyPath.of("metrics.tls.password"));

    /** A user, and maybe a password, within a URL. */
    private static final Pattern USER_INFO = Pattern.compile("://[^/\\s]*@");

    /** The same within an address whose scheme may be missing. */
    private static final Pattern USER_OF_ADDRESS = Pattern.compile("(^|://|,)[^/\\s,]*@");

    private static final Pattern QUERY = Pattern.compile("[?].*");

    private static final String HIDDEN = Matcher.quoteReplacement(SecretNames.HIDDEN);

    private static final Set<KeyPath> ADDRESSES = Set.of(KeyPath.of("kafka.bootstrap"), KeyPath.of("kafka.registry"));

    private SecretSettings() {}

    /** Whether the value of a setting, which may be an unknown one, is a secret. */
    public static boolean isSecret(KeyPath path) {
        return path.depth() < 2
                ? SecretNames.isSecret(path.last())
                : SecretNames.isSecret(path.parent().last(), path.last());
    }

    /** Whether references in the value of a setting are resolved when it is used. */
    private static boolean isResolved(KeyPath path) {
        return SERVERS.contains(path)
                || path.startsWith(KAFKA)
                || path.startsWith(ENGINE)
                || path.startsWith(SCORERS)
                        && path.depth() > 3
                        && path.keys().get(2).equals(OwnConfig.KEY);
    }

    /** Whether a secret stands in the settings themselves. */
    static boolean isLiteral(KeyPath path, String value) {
        return isSecret(path) && !value.isEmpty() && !SecretNames.isReferred(value);
    }

    /** The keys of all that is literal below a setting. */
    static List<String> literal(KeyPath path, JsonNode node) {
        if (node.isTextual()) {
            return isLiteral(path, node.asText()) ? List.of(path.toString()) : List.of();
        }
        List<String> keys = new ArrayList<>();
        node.properties().forEach(entry -> keys.addAll(literal(path.child(entry.getKey()), entry.getValue())));
        if (node.isArray()) {
            node.forEach(item -> keys.addAll(literal(path, item)));
        }
        return keys;
    }

    /** A value as it may be printed and saved. */
    static String shown(KeyPath path, String value) {
        if (isLiteral(path, value)) {
            return SecretNames.HIDDEN;
        }
        return ADDRESSES.contains(path)
                ? QUERY.matcher(USER_OF_ADDRESS.matcher(value).replaceAll("$1" + HIDDEN + "@"))
                        .replaceAll("?" + HIDDEN)
                : USER_INFO.matcher(value).replaceAll("://" + HIDDEN + "@");
    }

    /** A text setting as it may be printed and saved, and all below it. */
    static JsonNode shown(KeyPath path, JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode shown = object.objectNode();
            object.properties()
                    .forEach(entry -> shown.set(entry.getKey(), shown(path.child(entry.getKey()), entry.getValue())));
            return shown;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode shown = array.arrayNode();
            array.forEach(item -> shown.add(shown(path, item)));
            return shown;
        }
        return node.isTextual() ? TextNode.valueOf(shown(path, node.asText())) : node;
    }

    /** Whether a text holds a user within a URL, who would stand in logs and errors with it. */
    static boolean holdsUser(String url) {
        return USER_INFO.matcher(url).find();
    }

    /** The same for an address, whose scheme may be missing. */
    static boolean addressHoldsUser(String address) {
        return USER_OF_ADDRESS.matcher(address).find();
    }

    /**
     * Checks what stands in the place of secrets: references have their form and stand where they are resolved, and no secret
     * is one that was hidden when the settings were saved. The token of the page is looked at by the page alone.
     *
     * @param origins where a value was set
     * @throws ConfigException naming the setting
     */
    static void check(KeyPath path, JsonNode node, Map<KeyPath, String> origins) {
        node.properties().forEach(entry -> check(path.child(entry.getKey()), entry.getValue(), origins));
        if (node.isArray()) {
            node.forEach(item -> check(path, item, origins));
        }
        if (!node.isTextual()) {
            return;
        }
        String text = node.asText();
        String where = Optional.ofNullable(origins.get(path))
                .map(origin -> origin + ": ")
                .orElse("");
        boolean resolved = isResolved(path);
        if (!resolved && References.areIn(text)) {
            throw new ConfigException(
                    where + path + " is no place for a reference; they are read in kafka, in page.token,"
                            + " and in the config of scorers and engines");
        }
        if (resolved) {
            try {
                References.check(path.toString(), text);
            } catch (UnresolvedReferenceException e) {
                throw new ConfigException(where + e.getMessage(), e);
            }
        }
        if (text.equals(SecretNames.HIDDEN) && isSecret(path) && !SERVERS.contains(path)) {
            throw new ConfigException(
                    where + path + " was hidden when these settings were saved; put a reference there,"
                            + " ${env:NAME} or ${file:PATH}, or give one with -s " + path + "=…");
        }
    }
}
