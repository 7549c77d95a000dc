package dev.millrace.schemas.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The secrets that this process knows, so that no message of a library shows one in a log, an error or a dead letter.
 * Thread-safe.
 */
public final class Redaction {

    /** What is shorter stands in too many harmless words. */
    private static final int SHORTEST = 6;

    /** The longest first: one may hold another. */
    private static final Set<String> SECRETS = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private Redaction() {}

    /** Remembers the value of a setting that is a secret, and each part of it that is one. */
    public static void add(String value) {
        remember(value);
        SecretNames.options(value).forEach(Redaction::remember);
        value.lines().filter(line -> !line.startsWith("-----")).forEach(Redaction::remember);
        int colon = value.indexOf(':');
        if (colon > 0 && !value.contains("=")) { // a user and a password, which are sent in this form
            remember(value.substring(colon + 1));
            remember(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void remember(String secret) {
        if (secret.length() >= SHORTEST) {
            SECRETS.add(secret);
        }
    }

    /** The text without any secret. */
    public static String hide(String text) {
        String hidden = text;
        for (String secret : SECRETS) {
            hidden = hidden.replace(secret, SecretNames.HIDDEN);
        }
        return hidden;
    }
}
