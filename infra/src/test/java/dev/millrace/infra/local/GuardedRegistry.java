package dev.millrace.infra.local;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.millrace.schemas.registry.RegistryBackend;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A registry as others run it: behind credentials, behind TLS, and out of order when told so. */
final class GuardedRegistry implements AutoCloseable {

    static {
        HttpServerSettings.apply();
    }

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile @Nullable String wanted;
    private volatile int status;

    private GuardedRegistry(HttpServer server, String scheme, RegistryBackend backend) {
        this.server = server;
        this.scheme = scheme;
        RegistryHandler registry = new RegistryHandler(new RegistryRoutes(backend));
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            int refused = wanted != null && !wanted.equals(given) ? 401 : status;
            if (refused == 0) {
                registry.handle(exchange);
                return;
            }
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(refused, -1);
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    static GuardedRegistry plain(RegistryBackend backend) throws IOException {
        return new GuardedRegistry(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0), "http", backend);
    }

    /** @param trusted authorities whose clients are let in; null for all clients, without a certificate */
    static GuardedRegistry tls(RegistryBackend backend, Path keys, @Nullable Path trusted)
            throws IOException, GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(load(keys), TestAuthority.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
        theirs.init(load(trusted == null ? keys : trusted));
        context.init(own.getKeyManagers(), theirs.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(trusted != null);
                parameters.setSSLParameters(tls);
            }
        });
        return new GuardedRegistry(server, "https", backend);
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, TestAuthority.PASSWORD.toCharArray());
        }
        return store;
    }

    /** From now on only this Authorization header is let in; null for all. */
    void wants(@Nullable String authorization) {
        wanted = authorization;
    }

    /** From now on this is the answer to everything; 0 for the registry's. */
    void answers(int newStatus) {
        status = newStatus;
    }

    int requests() {
        return requests.get();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** By the name that its certificate is for. */
    String url() {
        return scheme + "://localhost:" + port();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
