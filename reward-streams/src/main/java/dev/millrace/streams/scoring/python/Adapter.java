package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a process is started with: the Python half of this package, and the function that it is to load. Immutable. */
final class Adapter {

    static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Longest detail of a verdict, in characters; what is longer is not sent. */
    private static final int LONGEST_DETAIL = 64 * 1024;

    /** Each needs only those before it. */
    private static final List<String> MODULES =
            List.of("wire", "samples", "styles", "function", "judging", "worker", "guard");

    private final List<String> command;
    private final byte[] modules;
    private final byte[] task;

    Adapter(PythonFunction function, PythonConfig config) {
        this.command = List.of(config.python(), "-c", resource("bootstrap"));
        ArrayNode sources = JSON.createArrayNode();
        for (String module : MODULES) {
            sources.addArray().add("millrace_" + module).add(resource(module));
        }
        ObjectNode loading = JSON.createObjectNode();
        loading.put("path", function.path().toString()).put("name", function.name());
        loading.put("source", function.source().bytes())
                .put("style", config.style().word());
        loading.put("messages", config.messages()).put("memory_mb", config.memoryMb());
        loading.put("longest_detail", LONGEST_DETAIL).putPOJO("kwargs", config.kwargs());
        this.modules = bytes(sources);
        this.task = bytes(loading);
    }

    /** The command that starts a process. */
    List<String> command() {
        return command;
    }

    /** The first message to it. */
    byte[] modules() {
        return modules;
    }

    /** The second message to it; it answers that it is ready, or why it refuses. */
    byte[] task() {
        return task;
    }

    /** A message as it is sent. */
    static byte[] bytes(Object message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Adapter.class.getResourceAsStream(name + ".py")) {
            if (in == null) {
                throw new IllegalStateException(name + ".py is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
