package dev.millrace.monitoring.page;

import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.http.SharedToken;
import dev.millrace.monitoring.http.ThisMachine;
import dev.millrace.schemas.notice.Seconds;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the page is served, and to whom.
 *
 * @param host address it listens on; anything but a loopback address asks for the token
 * @param port 0 takes a free one
 * @param token what a browser must know, at least 16 characters, or a reference to it; it is not printed. Empty: none on a
 *     loopback address, and one that is made up and printed on any other
 * @param refresh time between two updates of a browser, 50 ms to a minute
 * @param runs folder whose folders hold {@code metrics.jsonl} of earlier runs, to compare with
 * @param tls the certificate that it shows; none: http
 */
public record PageConfig(String host, int port, String token, Duration refresh, Path runs, ServerTls tls) {

    /** @throws IllegalArgumentException if a value is out of range; the message begins with its key */
    public PageConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must be an address, for instance 127.0.0.1");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
        }
        SharedToken.check(token);
        if (refresh.toMillis() < 50 || refresh.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("refresh must be from 50 ms to 1 min, not " + Seconds.of(refresh));
        }
    }

    /** On this machine only, on a free port, twice a second. */
    public static PageConfig defaults() {
        return new PageConfig("127.0.0.1", 0, "", Duration.ofMillis(500), Path.of("runs"), ServerTls.none());
    }

    /** The same on another port. */
    public PageConfig on(int otherPort) {
        return new PageConfig(host, otherPort, token, refresh, runs, tls);
    }

    /**
     * The token itself; empty where none was set.
     *
     * @throws dev.millrace.schemas.failure.UsageException if it refers to what is not there, is too short, or was hidden when the settings were saved
     */
    Optional<String> secret() {
        return SharedToken.resolve("page.token", token);
    }

    /** Whether only this machine can reach it. */
    boolean isLoopback() {
        try {
            return ThisMachine.isLoopback(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("page.host: " + host + " is no address of this machine", e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "PageConfig[" + host + ":" + port + ", " + (token.isEmpty() ? "no token" : "token") + ", " + refresh
                + ", " + runs + ", " + tls + "]";
    }
}
