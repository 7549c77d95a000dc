package dev.millrace.schemas.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/**
 * The secrets that this process knows, so that no message of a library shows one in a log, an error or a dead letter.
 * Thread-safe.
 */
public final class Redaction {

    /** What is shorter stands in too many harmless words. */
    private static final int SHORTEST = 6;

    private static final Pattern USER_INFO = Pattern.compile("://[^/?#\\s\"'<>]*@");

    /** The longest first: one may hold another. */
    private static final Set<String> SECRETS = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private Redaction() {}

    /** Remembers the value of a setting that is a secret, each part of it that is one, and the forms these are sent in. */
    public static void add(String value) {
        remember(value);
        JaasOptions options = JaasOptions.of(value);
        options.secrets().forEach(Redaction::remember);
        options.user().ifPresent(user -> options.secrets().forEach(secret -> rememberSent(user + ":" + secret)));
        value.lines().filter(line -> !line.startsWith("-----")).forEach(Redaction::remember);
        int colon = value.indexOf(':');
        if (colon > 0 && !value.contains("=")) { // a user and a password
            remember(value.substring(colon + 1));
            rememberSent(value);
        }
    }

    /** A user and a password, as Basic authentication sends them. */
    private static void rememberSent(String pair) {
        remember(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static void remember(String secret) {
        if (secret.length() >= SHORTEST) {
            SECRETS.add(secret);
            SECRETS.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            SECRETS.add(secret.replace("\\", "\\\\").replace("\"", "\\\"")); // as JSON has it
        }
    }

    /** The text without any secret, and without users and passwords within URLs. */
    public static String hide(String text) {
        String hidden =
                text.contains("://") ? USER_INFO.matcher(text).replaceAll("://" + SecretNames.HIDDEN + "@") : text;
        for (String secret : SECRETS) {
            hidden = hidden.replace(secret, SecretNames.HIDDEN);
        }
        return hidden;
    }

    /**
     * The text of somebody who wrote settings where none are read: without any secret, and without what looks like the value
     * of one, as {@code password="…"}.
     */
    public static String hideAlike(String text) {
        return JaasOptions.hide(hide(text));
    }
}
