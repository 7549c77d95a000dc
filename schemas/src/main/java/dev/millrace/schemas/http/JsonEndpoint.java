package dev.millrace.schemas.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Posts JSON to one URL, as {@link JsonServer} does. */
public final class JsonEndpoint {

    private final JsonServer server;
    private final Duration requestTimeout;

    /**
     * @param clock by which a time in {@code Retry-After} is understood
     * @throws IllegalArgumentException that begins with the key whose value cannot be used
     */
    public JsonEndpoint(EndpointSettings settings, Clock clock) {
        this.server = new JsonServer(settings, clock);
        this.requestTimeout = settings.requestTimeout();
    }

    /** The URL as messages may show it, without its query. */
    public String name() {
        return server.name();
    }

    /** Sends a request; errors as {@link JsonServer#post}. */
    public JsonNode post(JsonNode body) throws IOException, ReplyException, InterruptedException {
        return server.post("", body, requestTimeout);
    }
}
