package dev.millrace.infra.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.schemas.registry.RegistryRefusal;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads requests and writes answers and errors as Confluent's registry does. Thread-safe. */
final class RegistryHandler implements HttpHandler {

    /** Largest body that is read, in bytes; no schema comes near. */
    static final int MAX_BODY = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(RegistryHandler.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final RegistryRoutes routes;

    RegistryHandler(RegistryRoutes routes) {
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                Optional<Object> answer = routes.answer(read(exchange));
                if (answer.isEmpty()) {
                    throw new RegistryRefusal(404, "HTTP 404 Not Found");
                }
                write(exchange, 200, answer.get());
            } catch (RegistryRefusal e) {
                writeError(exchange, e.status(), e.code(), e.getMessage());
            } catch (RuntimeException e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("method", exchange.getRequestMethod())
                        .addKeyValue("path", exchange.getRequestURI().getPath())
                        .log("registry request failed");
                writeError(exchange, 500, 50001, "Error in the backend data store: " + e.getMessage());
            }
        }
    }

    private static RegistryRequest read(HttpExchange exchange) throws IOException, RegistryRefusal {
        List<String> path = new ArrayList<>();
        for (String segment : exchange.getRequestURI().getRawPath().split("/")) {
            if (!segment.isEmpty()) {
                path.add(decode(segment));
            }
        }
        return new RegistryRequest(
                exchange.getRequestMethod(),
                path,
                query(exchange.getRequestURI().getRawQuery()),
                body(exchange));
    }

    private static JsonNode body(HttpExchange exchange) throws IOException, RegistryRefusal {
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw new RegistryRefusal(413, "The request body must not exceed " + MAX_BODY + " bytes");
        }
        try {
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new RegistryRefusal(400, "The request body is no JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, String> query(@Nullable String raw) throws RegistryRefusal {
        Map<String, String> parameters = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decode(String encoded) throws RegistryRefusal {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RegistryRefusal(400, "The request path or query is not URL-encoded: " + e.getMessage());
        }
    }

    private static void writeError(HttpExchange exchange, int status, int code, @Nullable String message)
            throws IOException {
        write(exchange, status, Map.of("error_code", code, "message", String.valueOf(message)));
    }

    private static void write(HttpExchange exchange, int status, Object answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
