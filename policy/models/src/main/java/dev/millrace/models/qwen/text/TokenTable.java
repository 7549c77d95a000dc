package dev.millrace.models.qwen.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code tokenizer.json} says of each id: its bytes, and whether it is a special token. Immutable. */
public final class TokenTable {

    static final String FILE = "tokenizer.json";

    /** Many times what any model has; a table of them is made. */
    private static final int MOST_IDS = 1 << 22;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final byte[] @Nullable [] bytes;
    private final Map<String, Integer> special;
    private final Map<String, Integer> added;

    private TokenTable(byte[] @Nullable [] bytes, Map<String, Integer> special, Map<String, Integer> added) {
        this.bytes = bytes;
        this.special = special;
        this.added = added;
    }

    /** @throws CheckpointException if the file is missing or malformed, or is no byte-level BPE */
    public static TokenTable read(ModelSource checkpoint) {
        String where = checkpoint.describe(FILE);
        JsonNode root;
        try {
            root = JSON.readTree(checkpoint.read(FILE));
        } catch (IOException e) {
            throw CheckpointException.noJson(where, e);
        }
        JsonNode vocabulary = root.path("model").path("vocab");
        if (!root.path("model").path("type").asText().equals("BPE")
                || vocabulary.isEmpty()
                || !isOfBytes(root.path("decoder"))) {
            throw new CheckpointException(where, "is no byte-level BPE with a vocabulary");
        }
        Map<String, Integer> added = new LinkedHashMap<>();
        Map<String, Integer> special = new LinkedHashMap<>();
        for (JsonNode token : root.path("added_tokens")) {
            added.put(token.path("content").asText(), token.path("id").asInt());
            if (token.path("special").asBoolean()) {
                special.put(token.path("content").asText(), token.path("id").asInt());
            }
        }
        vocabulary.forEach(id -> require(where, id.asInt(-1)));
        added.values().forEach(id -> require(where, id));
        return new TokenTable(table(vocabulary, added), special, added);
    }

    /** Whether pieces are bytes: a decoder of that kind, alone or among others. */
    private static boolean isOfBytes(JsonNode decoder) {
        if (decoder.path("type").asText().equals("ByteLevel")) {
            return true;
        }
        for (JsonNode part : decoder.path("decoders")) {
            if (isOfBytes(part)) {
                return true;
            }
        }
        return false;
    }

    private static void require(String where, int id) {
        if (id < 0 || id >= MOST_IDS) {
            throw new CheckpointException(where, "has the id " + id + ", but ids are from 0 to " + (MOST_IDS - 1));
        }
    }

    private static byte[] @Nullable [] table(JsonNode vocabulary, Map<String, Integer> added) {
        int size = 0;
        for (JsonNode id : vocabulary) {
            size = Math.max(size, id.asInt() + 1);
        }
        for (int id : added.values()) {
            size = Math.max(size, id + 1);
        }
        byte[] @Nullable [] bytes = new byte[size][];
        vocabulary.properties().forEach(entry -> bytes[entry.getValue().asInt()] = BytePieces.of(entry.getKey()));
        added.forEach((content, id) -> bytes[id] = content.getBytes(StandardCharsets.UTF_8));
        return bytes;
    }

    /** Ids from 0 that have text or may have; the model may have more. */
    public int size() {
        return bytes.length;
    }

    /** The id of a special or another added token; empty where there is none of this content. */
    public Optional<Integer> added(String content) {
        return Optional.ofNullable(added.get(content));
    }

    /** Contents of the special tokens, with their ids. */
    Map<String, Integer> special() {
        return special;
    }

    /** Whether an id is a special token. */
    public boolean isSpecial(int id) {
        return special.containsValue(id);
    }

    /** The bytes of an id; empty for one that has no text. */
    Optional<byte[]> bytes(int id) {
        return id < 0 || id >= bytes.length ? Optional.empty() : Optional.ofNullable(bytes[id]);
    }

    /** Ids below {@code vocabulary} that have no text. */
    public int[] withoutText(int vocabulary) {
        List<Integer> ids = new ArrayList<>();
        for (int id = 0; id < vocabulary; id++) {
            if (id >= bytes.length || bytes[id] == null) {
                ids.add(id);
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return "TokenTable[" + bytes.length + " ids, special "
                + Arrays.toString(special.keySet().toArray()) + "]";
    }
}
