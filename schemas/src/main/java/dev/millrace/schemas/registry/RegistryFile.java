package dev.millrace.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the state of a registry in one JSON file, replaced as a whole: written beside it, forced to disk, moved over
 * it. So the file is either the old state or the new one, whenever the process or the machine dies.
 */
final class RegistryFile {

    private static final String RESTORE = "; restore it from a copy, or begin with another folder";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final Path file;

    RegistryFile(Path file) {
        this.file = file;
    }

    /** @throws RegistryFileException if the file is there */
    void requireAbsent() {
        if (Files.exists(file)) {
            throw new RegistryFileException(file, "is there already; begin with another folder", null);
        }
    }

    /** @throws RegistryFileException if the file is missing, none of ours, of a newer format, damaged or unreadable */
    RegistryState read() {
        if (!Files.exists(file)) {
            throw new RegistryFileException(
                    file, "is missing, and without it ids would be given out anew" + RESTORE, null);
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            int format = JSON.readTree(bytes).path("format").asInt(0);
            if (format > RegistryState.FORMAT) {
                throw new RegistryFileException(
                        file,
                        "has format " + format + ", this version of Millrace reads " + RegistryState.FORMAT
                                + "; use a newer version",
                        null);
            }
            return JSON.readValue(bytes, RegistryState.class);
        } catch (JsonProcessingException e) {
            throw new RegistryFileException(
                    file, "is damaged or no registry file: " + e.getOriginalMessage() + RESTORE, e);
        } catch (IOException e) {
            throw new RegistryFileException(file, "cannot be read: " + e, e);
        }
    }

    /**
     * The schemas of a state, parsed, in its order.
     *
     * @throws RegistryFileException if one is no Avro schema, or versions of a subject are missing
     */
    Map<RegisteredSchema, AvroText> parse(RegistryState state) {
        Map<RegisteredSchema, AvroText> parsed = new LinkedHashMap<>();
        Map<String, Integer> versions = new HashMap<>();
        requireLevel(state.level());
        state.levels().values().forEach(this::requireLevel);
        for (RegisteredSchema schema : state.schemas()) {
            try {
                parsed.put(schema, AvroText.parse(schema.schema()));
            } catch (RegistryRefusal e) {
                throw new RegistryFileException(
                        file, "holds a bad schema of " + schema.subject() + ": " + e.getMessage() + RESTORE, e);
            }
            if (versions.merge(schema.subject(), 1, Integer::sum) != schema.version()) {
                throw new RegistryFileException(
                        file, "lacks a version of " + schema.subject() + " before " + schema.version() + RESTORE, null);
            }
        }
        return parsed;
    }

    private void requireLevel(String level) {
        try {
            AvroText.level(level);
        } catch (RegistryRefusal e) {
            throw new RegistryFileException(file, "is damaged: " + e.getMessage() + RESTORE, e);
        }
    }

    /** @throws RegistryFileException if it cannot be written; the old state is there still */
    void write(RegistryState state) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(state));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder();
        } catch (IOException e) {
            throw new RegistryFileException(file, "cannot be written: " + e, e);
        }
    }

    /** Without this the move itself may be lost with the machine. */
    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
