package dev.millrace.schemas.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes a TLS context of PEM files. */
final class PemFiles {

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    private PemFiles() {}

    /** @throws IllegalArgumentException that begins with the key whose file cannot be used */
    static SSLContext context(TlsConfig tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    TlsConfig.isGiven(tls.key()) ? keys(tls).getKeyManagers() : null,
                    TlsConfig.isGiven(tls.ca()) ? trusted(tls.ca()).getTrustManagers() : null,
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("tls: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trusted(Path ca) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        int number = 0;
        for (Certificate certificate : certificates("ca", ca)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory keys(TlsConfig tls) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        store.setKeyEntry(
                "own",
                key(tls.key()),
                NO_PASSWORD,
                certificates("certificate", tls.certificate()).toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static List<Certificate> certificates(String setting, Path file) throws GeneralSecurityException {
        byte[] text = read(setting, file).getBytes(StandardCharsets.US_ASCII);
        List<Certificate> all = List.copyOf(
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(text)));
        if (all.isEmpty()) {
            throw wrong(setting, file, "holds no certificate in PEM form");
        }
        return all;
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(read("key", file));
        if (!pem.find()) {
            throw wrong(
                    "key",
                    file,
                    "holds no private key in PKCS #8 that is not encrypted; \"openssl pkcs8 -topk8 -nocrypt -in KEY\" makes one");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // A key of another kind.
            }
        }
        throw wrong("key", file, "holds a private key that is none of " + String.join(", ", ALGORITHMS));
    }

    private static String read(String setting, Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw wrong(setting, file, "is not there");
        } catch (IOException e) {
            throw wrong(setting, file, "cannot be read: " + e);
        }
    }

    private static IllegalArgumentException wrong(String setting, Path file, String what) {
        return new IllegalArgumentException("tls." + setting + ": " + file.toAbsolutePath() + " " + what);
    }
}
