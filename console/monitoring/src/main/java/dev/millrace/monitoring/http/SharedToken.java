package dev.millrace.monitoring.http;

import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.SecretNames;
import dev.millrace.schemas.secret.UnresolvedReferenceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one secret that a server asks for: how it is set, and how it is sent. */
public final class SharedToken {

    private static final int SHORTEST = 16;

    private SharedToken() {}

    /** @throws IllegalArgumentException if a token stands in the settings itself and is too short */
    public static void check(String setting) {
        if (!setting.isEmpty() && !References.areIn(setting) && !isHidden(setting) && setting.length() < SHORTEST) {
            throw new IllegalArgumentException("token must have at least " + SHORTEST + " characters");
        }
    }

    /**
     * The token itself; empty where none was set.
     *
     * @param key of the setting, for messages
     * @throws UsageException if it refers to what is not there, is too short, or was hidden when the settings were saved
     */
    public static Optional<String> resolve(String key, String setting) {
        Optional<String> secret = secret(key, setting);
        if (secret.filter(token -> token.length() < SHORTEST).isPresent()) {
            throw new UsageException(key + " must have at least " + SHORTEST + " characters");
        }
        return secret;
    }

    /** As {@link #resolve}, of a secret of any length. */
    static Optional<String> secret(String key, String setting) {
        if (isHidden(setting)) {
            throw new UsageException(key + " was hidden when these settings were saved; put a reference there,"
                    + " ${env:NAME} or ${file:PATH}, or leave it out");
        }
        try {
            String secret = References.ofProcess().resolve(key, setting);
            Redaction.add(secret);
            return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
        } catch (UnresolvedReferenceException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What a request's Authorization header brings: a bearer token, or the password of basic authentication. */
    public static @Nullable String given(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        if (authorization.startsWith("Bearer ")) {
            return authorization.substring("Bearer ".length());
        }
        if (authorization.startsWith("Basic ")) {
            try {
                String pair = new String(
                        Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8);
                return pair.substring(pair.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return null;
    }

    /** Whether they are the same, in time that does not tell how much of it was right. */
    public static boolean matches(String token, @Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isHidden(String setting) {
        return setting.equals(SecretNames.HIDDEN);
    }
}
