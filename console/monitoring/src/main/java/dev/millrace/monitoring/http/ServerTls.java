package dev.millrace.monitoring.http;

import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.KeyStoreScanner;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate that a server shows.
 *
 * @param keyStore a PKCS12 file with the certificate and its key; empty: no TLS. When the file is replaced, connections that
 *     are made from then on get the new one
 * @param password of the file, or a reference to it
 */
public record ServerTls(String keyStore, String password) {

    private static final Duration LOOK = Duration.ofSeconds(10);

    public static ServerTls none() {
        return new ServerTls("", "");
    }

    /** Whether there is one. */
    public boolean isOn() {
        return !keyStore.isEmpty();
    }

    /** What stands before the address of the server. */
    public String scheme() {
        return isOn() ? "https" : "http";
    }

    /**
     * The way in, with TLS where it is set.
     *
     * @param key of these settings, for messages
     * @param server gets a watch over the file too
     * @throws UsageException if the file is missing or cannot be read with this password
     */
    public ServerConnector connector(String key, Server server, HttpConfiguration http, int acceptors, int selectors) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (!isOn()) {
            return new ServerConnector(server, acceptors, selectors, plain);
        }
        SslContextFactory.Server context = context(key);
        server.addBean(watch(context));
        http.addCustomizer(new SecureRequestCustomizer(false)); // scrapers and probes come by addresses
        return new ServerConnector(
                server, acceptors, selectors, new SslConnectionFactory(context, plain.getProtocol()), plain);
    }

    private SslContextFactory.Server context(String key) {
        if (!Files.isReadable(Path.of(keyStore))) {
            throw new UsageException(key + ".key_store: " + keyStore + " is no file that can be read");
        }
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStorePath(Path.of(keyStore).toAbsolutePath().toString());
        context.setKeyStoreType("PKCS12");
        SharedToken.secret(key + ".password", password).ifPresent(context::setKeyStorePassword);
        try {
            context.start();
            return context;
        } catch (Exception e) {
            throw new UsageException(
                    key + ".key_store: " + keyStore + " cannot be used with " + key + ".password (" + e.getMessage()
                            + "); it must be PKCS12, with a certificate and its key",
                    e);
        }
    }

    private static KeyStoreScanner watch(SslContextFactory.Server context) {
        KeyStoreScanner scanner = new KeyStoreScanner(context);
        scanner.setScanInterval(Math.toIntExact(TimeUnit.MILLISECONDS.toSeconds(LOOK.toMillis())));
        return scanner;
    }

    /** Listens there. */
    public static Connector at(ServerConnector connector, String host, int port) {
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return isOn() ? "TLS by " + keyStore : "no TLS";
    }
}
