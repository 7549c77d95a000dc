package dev.millrace.schemas.weights;

import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys in files, in PEM form. */
final class KeyFile {

    static final String ALGORITHM = "Ed25519";

    private static final Pattern PRIVATE = pem("PRIVATE KEY");
    private static final Pattern PUBLIC = pem("PUBLIC KEY");

    private KeyFile() {}

    private static Pattern pem(String label) {
        return Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----");
    }

    /** @throws UsageException naming setting and file, if there is no such key in it */
    static PrivateKey privateKey(String setting, Path file) {
        Matcher found = PRIVATE.matcher(read(setting, file));
        if (!found.find()) {
            throw new UsageException(said(
                    setting, file, "holds no private key; `openssl genpkey -algorithm ed25519 -out FILE` makes one"));
        }
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(decoded(found)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UsageException(
                    said(
                            setting,
                            file,
                            "holds a private key that is none of Ed25519;"
                                    + " `openssl genpkey -algorithm ed25519 -out FILE` makes one"),
                    e);
        }
    }

    /** @throws UsageException naming setting and file, if there is no such key in it, or one of another kind */
    static List<PublicKey> publicKeys(String setting, Path file) {
        List<PublicKey> keys = new ArrayList<>();
        Matcher found = PUBLIC.matcher(read(setting, file));
        while (found.find()) {
            try {
                keys.add(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(decoded(found))));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new UsageException(
                        said(setting, file, "holds a public key that is none of Ed25519; take it out"), e);
            }
        }
        if (keys.isEmpty()) {
            throw new UsageException(said(
                    setting,
                    file,
                    "holds no public key; `openssl pkey -in PRIVATE -pubout` prints that of a private one"));
        }
        return List.copyOf(keys);
    }

    private static byte[] decoded(Matcher found) {
        return Base64.getMimeDecoder().decode(found.group(1));
    }

    private static String read(String setting, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new UsageException(said(setting, file, "is not there; give the path of a key in PEM form"), e);
        } catch (IOException e) {
            throw new UsageException(
                    said(setting, file, "cannot be read (" + e.getMessage() + "); see its owner and mode"), e);
        }
    }

    private static String said(String setting, Path file, String what) {
        return setting + ": " + file.toAbsolutePath() + " " + what;
    }
}
