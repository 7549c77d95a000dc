package dev.millrace.infra.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate authority that lives as long as a test, and stores of keys and certificates from it, in PKCS12 with the
 * password {@link #PASSWORD}.
 */
final class TestAuthority {

    static final String PASSWORD = "store-secret";

    private static final byte[] ECDSA = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final Duration DAY = Duration.ofDays(1);

    private final String name;
    private final KeyPair keys;
    private final Certificate certificate;

    TestAuthority(String name) {
        this.name = name;
        try {
            this.keys = newKeys();
            byte[] authority = extension(new int[] {2, 5, 29, 19}, true, Der.sequence(Der.yes()));
            Instant now = Instant.now();
            this.certificate = sign(name, keys.getPublic(), authority, now.minus(DAY), now.plus(DAY));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store with the authority's certificate. */
    Path trustStore(Path file) {
        return store(file, store -> store.setCertificateEntry("authority", certificate));
    }

    /** A store with a key and its certificate for a host name or a user, valid now. */
    Path keyStore(Path file, String host) {
        return keyStore(file, host, Instant.now().plus(DAY));
    }

    /** The same, valid from two days before {@code end} until then. */
    Path keyStore(Path file, String host, Instant end) {
        return store(file, store -> {
            KeyPair own = newKeys();
            byte[] names = extension(new int[] {2, 5, 29, 17}, false, Der.sequence(Der.text(0x82, host)));
            Certificate signed =
                    sign(host, own.getPublic(), names, end.minus(DAY).minus(DAY), end);
            store.setKeyEntry(host, own.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {signed, certificate});
        });
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private static Path store(Path file, Filling filling) {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            store.store(out, PASSWORD.toCharArray());
            return file;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private Certificate sign(String subject, PublicKey key, byte[] extension, Instant from, Instant to)
            throws GeneralSecurityException {
        byte[] body = Der.sequence(
                Der.tagged(0xa0, Der.number(BigInteger.TWO)),
                Der.number(new BigInteger(63, new SecureRandom())),
                ECDSA,
                name(name),
                Der.sequence(Der.time(from), Der.time(to)),
                name(subject),
                key.getEncoded(),
                Der.tagged(0xa3, Der.sequence(extension)));
        byte[] signed = Der.sequence(body, ECDSA, Der.bits(signature(keys.getPrivate(), body)));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[] signature(PrivateKey key, byte[] body) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(body);
        return signature.sign();
    }

    private static byte[] name(String common) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text(0x0c, common))));
    }

    private static byte[] extension(int[] id, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(id), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(id), Der.octets(value));
    }
}
