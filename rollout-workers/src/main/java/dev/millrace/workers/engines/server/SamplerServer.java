package dev.millrace.workers.engines.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.JsonServer;
import dev.millrace.schemas.http.ReplyException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** One server at one address. Safe on any thread; a thread that is interrupted gives its request up. */
public final class SamplerServer {

    private final JsonServer server;
    private final String label;

    /** @throws IllegalArgumentException that begins with the key whose value cannot be used */
    public SamplerServer(EndpointSettings settings, Clock clock) {
        this.server = new JsonServer(settings, clock);
        URI uri = URI.create(settings.url());
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("/+$", "");
        this.label = (uri.getHost() + (uri.getPort() < 0 ? "" : "_" + uri.getPort()) + path).replace('/', '_');
    }

    /** The address, without credentials. */
    public String address() {
        return server.name();
    }

    /** The address as a part of a metric's name. */
    public String label() {
        return label;
    }

    /**
     * Posts JSON.
     *
     * @throws IOException if there is no reply now and may be later
     * @throws ReplyException if the reply refuses what was asked, or cannot be used
     */
    public JsonNode post(ServerCall call, JsonNode body, Duration within)
            throws IOException, ReplyException, InterruptedException {
        return server.post(call.path(), body, within);
    }

    /** Posts JSON to what answers in words of its own; errors as {@link #post}. */
    public String postForText(ServerCall call, JsonNode body, Duration within)
            throws IOException, ReplyException, InterruptedException {
        return server.postForText(call.path(), body, within);
    }

    /** Gets JSON; errors as {@link #post}. */
    public JsonNode get(ServerCall call, Duration within) throws IOException, ReplyException, InterruptedException {
        return server.get(call.path(), within);
    }

    /** Gets what is there in whatever form it is; errors as {@link #post}. */
    public String getForText(ServerCall call, Duration within)
            throws IOException, ReplyException, InterruptedException {
        return server.getForText(call.path(), within);
    }

    @Override
    public String toString() {
        return address();
    }
}
