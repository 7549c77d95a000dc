package dev.millrace.policy.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The JSON files of a checkpoint: readable, in a fixed order, strict when read. */
public final class CheckpointJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private CheckpointJson() {}

    public static byte[] write(Object value) {
        try {
            return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings is always valid JSON", e);
        }
    }

    public static <T> T read(byte[] bytes, Class<T> type, String where) {
        try {
            return JSON.readValue(bytes, type);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(where, "is not a valid file: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CheckpointException(where, "cannot be read: " + e.getMessage(), e);
        }
    }
}
