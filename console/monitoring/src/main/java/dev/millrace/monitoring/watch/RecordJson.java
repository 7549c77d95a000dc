package dev.millrace.monitoring.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Avro records as JSON for people: packed arrays as numbers, other bytes as their length, times in words. Pure. */
public final class RecordJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordJson() {}

    static ObjectNode empty() {
        return JSON.createObjectNode();
    }

    public static ObjectNode of(IndexedRecord record) {
        ObjectNode node = JSON.createObjectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            String doc = field.doc() == null ? "" : field.doc();
            node.set(field.name(), value(record.get(field.pos()), doc));
        }
        return node;
    }

    private static JsonNode value(@Nullable Object value, String doc) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof IndexedRecord record) {
            return of(record);
        }
        if (value instanceof ByteBuffer bytes) {
            return bytes(bytes, doc);
        }
        if (value instanceof Collection<?> items) {
            ArrayNode array = JSON.createArrayNode();
            items.forEach(item -> array.add(value(item, doc)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode node = JSON.createObjectNode();
            map.forEach((key, item) -> node.set(String.valueOf(key), value(item, doc)));
            return node;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return JSON.valueToTree(value);
        }
        return JSON.getNodeFactory().textNode(value.toString());
    }

    /** The contract says in words what its bytes are. */
    private static JsonNode bytes(ByteBuffer bytes, String doc) {
        boolean isWhole = bytes.remaining() % Float.BYTES == 0;
        ArrayNode array = JSON.createArrayNode();
        if (isWhole && doc.contains("int32 little-endian")) {
            PackedInts ints = PackedInts.view(bytes);
            for (int i = 0; i < ints.length(); i++) {
                array.add(ints.at(i));
            }
            return array;
        }
        if (isWhole && doc.contains("float32 little-endian")) {
            PackedFloats floats = PackedFloats.view(bytes);
            for (int i = 0; i < floats.length(); i++) {
                array.add(floats.at(i));
            }
            return array;
        }
        return JSON.getNodeFactory().textNode(bytes.remaining() + " bytes");
    }
}
