package dev.millrace.schemas.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of Kafka's clients whose key store and trust store may be replaced while they run: each new connection is made with
 * what the files hold then. A store that cannot be read as it is, because it is being written or has another password, is
 * said once, and the one before stays in use. Connections that are open stay.
 *
 * <p>Kafka makes one for each client. Safe for all threads.
 */
public final class RenewingTls implements SslEngineFactory {

    static final String SETTING = "ssl.engine.factory.class";

    private static final Logger log = LoggerFactory.getLogger(RenewingTls.class);
    private static final List<String> FILES = List.of("ssl.keystore.location", "ssl.truststore.location");

    private final Map<String, Object> settings = new HashMap<>();
    private DefaultSslEngineFactory engines = new DefaultSslEngineFactory();
    private List<String> stamp = List.of();

    @Override
    public synchronized void configure(Map<String, ?> given) {
        settings.putAll(given);
        stamp = stamp();
        engines = load();
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        return newest().createClientSslEngine(peerHost, peerPort, endpointIdentification);
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        return newest().createServerSslEngine(peerHost, peerPort);
    }

    private synchronized DefaultSslEngineFactory newest() {
        List<String> now = stamp();
        if (!now.equals(stamp)) {
            stamp = now;
            try {
                engines = load();
                log.atInfo().addKeyValue("stores", now).log("the stores of TLS have changed");
            } catch (KafkaException e) {
                log.atWarn()
                        .addKeyValue("stores", now)
                        .setCause(e)
                        .log("a store of TLS cannot be read; the one before is used");
            }
        }
        return engines;
    }

    private DefaultSslEngineFactory load() {
        DefaultSslEngineFactory loaded = new DefaultSslEngineFactory();
        loaded.configure(settings);
        return loaded;
    }

    /** Which files there are now; that they are readable is for who loads them to say. */
    private List<String> stamp() {
        return FILES.stream()
                .map(settings::get)
                .map(file -> file == null ? "" : file + stampOf(String.valueOf(file)))
                .toList();
    }

    private static String stampOf(String file) {
        try {
            BasicFileAttributes found = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return " of " + found.lastModifiedTime() + ", " + found.size() + " bytes";
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }

    /** Kafka asks where settings are changed at run time, which clients never do. */
    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return true;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return engines().reconfigurableConfigs();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return engines().keystore();
    }

    @Override
    public @Nullable KeyStore truststore() {
        return engines().truststore();
    }

    private synchronized DefaultSslEngineFactory engines() {
        return engines;
    }

    @Override
    public void close() {
        // Engines hold no resources beyond memory.
    }
}
