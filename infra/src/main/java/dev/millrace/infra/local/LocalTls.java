package dev.millrace.infra.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Keys of a local stack that speaks TLS only, as {@code infra/security/certificates} makes them. Whoever has no certificate of the
 * same authority is not let in by the broker; whoever has one is the user that its common name says, and may do what rights allow.
 *
 * @param keys folder with one folder for each name: {@code broker} and {@code registry}, both for the host localhost
 */
public record LocalTls(Path keys) {

    /** The user who may do everything, among them give others rights. */
    public static final String ADMINISTRATOR = "administrator";

    private static final String BROKER = "broker";
    private static final String REGISTRY = "registry";
    static final String HOST = "localhost";

    /** @throws LocalStackException naming the file that is missing */
    public LocalTls {
        keys = keys.toAbsolutePath();
        for (String file : new String[] {
            BROKER + "/identity.pem", BROKER + "/authority.pem", REGISTRY + "/identity.p12", REGISTRY + "/password"
        }) {
            if (!Files.isReadable(keys.resolve(file))) {
                throw new LocalStackException(
                        keys.resolve(file) + " is not there; `infra/security/certificates " + keys + " " + BROKER + "="
                                + HOST + " " + REGISTRY + "=" + HOST + " " + ADMINISTRATOR + "` makes it",
                        null);
            }
        }
    }

    /** Settings of the broker, over those of one in the clear. */
    Map<String, String> broker(int port, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        String listener = "CLIENT://" + HOST + ":" + port;
        settings.put("listeners", listener + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", listener);
        settings.put("listener.security.protocol.map", "CLIENT:SSL,CONTROLLER:SSL");
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("controller.quorum.voters", LocalBroker.NODE + "@" + HOST + ":" + controllerPort);
        settings.put("ssl.keystore.type", "PEM");
        settings.put(
                "ssl.keystore.location", keys.resolve(BROKER + "/identity.pem").toString());
        settings.put("ssl.truststore.type", "PEM");
        settings.put(
                "ssl.truststore.location",
                keys.resolve(BROKER + "/authority.pem").toString());
        settings.put("ssl.client.auth", "required");
        settings.put("ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/,DEFAULT");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + BROKER + ";User:" + ADMINISTRATOR);
        return settings;
    }

    /**
     * What the registry shows.
     *
     * @throws LocalStackException if its key cannot be read
     */
    SSLContext registry() {
        Path file = keys.resolve(REGISTRY + "/identity.p12");
        try (InputStream in = Files.newInputStream(file)) {
            char[] password = Files.readString(keys.resolve(REGISTRY + "/password"))
                    .strip()
                    .toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, password);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            return tls;
        } catch (IOException | GeneralSecurityException e) {
            throw new LocalStackException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
