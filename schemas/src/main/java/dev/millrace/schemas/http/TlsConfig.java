package dev.millrace.schemas.http;

import java.nio.file.Path;

/**
 * How a server behind {@code https} is known, and how it knows us. All are files in PEM form.
 *
 * @param ca certificates of the authorities that are trusted instead of those of the JVM; empty for those
 * @param certificate our certificate, with those that lead to its authority behind it; empty for none
 * @param key the private key of our certificate, in PKCS #8 and not encrypted; empty for none
 */
public record TlsConfig(Path ca, Path certificate, Path key) {

    /** @throws IllegalArgumentException naming the key, if there is only one of certificate and key */
    public TlsConfig {
        if (isGiven(certificate) != isGiven(key)) {
            throw new IllegalArgumentException((isGiven(key) ? "certificate" : "key")
                    + " must be given too: a certificate and its private key go together");
        }
    }

    /** The authorities of the JVM, and no certificate of ours. */
    public static TlsConfig defaults() {
        return new TlsConfig(Path.of(""), Path.of(""), Path.of(""));
    }

    boolean isPlain() {
        return !isGiven(ca) && !isGiven(key);
    }

    static boolean isGiven(Path file) {
        return !file.toString().isEmpty();
    }
}
