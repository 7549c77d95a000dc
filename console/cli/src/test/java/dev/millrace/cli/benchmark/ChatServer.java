package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A chat endpoint in OpenAI's form, whose model says what a function makes of the request. */
final class ChatServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    ChatServer(UnaryOperator<String> model) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(request);
            ObjectNode reply = JSON.createObjectNode();
            ObjectNode choice = reply.putArray("choices").addObject().put("finish_reason", "stop");
            choice.putObject("message").put("role", "assistant").put("content", model.apply(request));
            byte[] bytes = reply.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    /** All requests, as they came. */
    List<String> asked() {
        return asked;
    }

    /** Arguments that declare it as a judge of that name, and ask for it. */
    String[] settings(String name) {
        String url = "http://localhost:" + server.getAddress().getPort() + "/v1";
        return new String[] {
            "--judge",
            name,
            "-s",
            "scorers." + name + ".type=llm_judge",
            "-s",
            "scorers." + name + ".config.url=" + url,
            "-s",
            "scorers." + name + ".config.model=stand-in"
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
