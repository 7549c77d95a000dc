package dev.millrace.policy.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns the JSON header into checked entries: nothing it returns can lead outside the data that follows it. */
final class HeaderParser {

    /** Longest header accepted, in bytes; a model of 10,000 tensors needs about one million. */
    static final int MAX_BYTES = 16 << 20;

    private static final String METADATA = "__metadata__";
    private static final int MAX_RANK = 16;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String source;
    private final long dataLength;

    HeaderParser(String source, long dataLength) {
        this.source = source;
        this.dataLength = dataLength;
    }

    /**
     * Checks what a file says of the length of its header.
     *
     * @param following how many bytes follow
     */
    static int requireLength(String source, long declared, long following) {
        if (declared < 0 || declared > MAX_BYTES) {
            throw new SafetensorsException(
                    source,
                    "header length",
                    Long.toUnsignedString(declared) + " is more than the limit of " + MAX_BYTES);
        }
        if (declared > following) {
            throw new SafetensorsException(
                    source,
                    "header length",
                    declared + " is more than the " + following + " bytes that follow (truncated?)");
        }
        return (int) declared;
    }

    /** The entries in the order of their bytes, and the metadata. */
    Header parse(byte[] json) {
        JsonNode root = readTree(json);
        if (!root.isObject()) {
            throw new SafetensorsException(source, "header", "is not a JSON object");
        }
        Map<String, String> metadata = new TreeMap<>();
        List<HeaderEntry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                readMetadata(field.getValue(), metadata);
            } else {
                entries.add(readEntry(field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(HeaderEntry::begin).thenComparingLong(HeaderEntry::end));
        requireContiguous(entries);
        return new Header(entries, metadata);
    }

    private JsonNode readTree(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            JsonNode root = JSON.readTree(parser);
            if (root == null) {
                throw new SafetensorsException(source, "header", "is empty");
            }
            if (parser.nextToken() != null) {
                throw new SafetensorsException(source, "header", "has text after its JSON object");
            }
            return root;
        } catch (IOException e) {
            throw new SafetensorsException(source, "header", "is not valid JSON: " + firstLine(e), e);
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private void readMetadata(JsonNode node, Map<String, String> metadata) {
        if (!node.isObject()) {
            throw new SafetensorsException(source, METADATA, "is not an object of strings");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw new SafetensorsException(source, METADATA + "." + field.getKey(), "is not a string");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
    }

    private HeaderEntry readEntry(String name, JsonNode node) {
        String where = "tensor '" + name + "'";
        if (!node.isObject() || node.size() != 3) {
            throw new SafetensorsException(source, where, "needs exactly dtype, shape and data_offsets");
        }
        JsonNode dtype = node.path("dtype");
        TensorType type = TensorType.named(dtype.asText())
                .orElseThrow(() -> new SafetensorsException(source, where, "has an unsupported dtype " + dtype));
        TensorShape shape = readShape(where, node.path("shape"));
        JsonNode offsets = node.path("data_offsets");
        if (!offsets.isArray() || offsets.size() != 2) {
            throw new SafetensorsException(source, where, "needs two data_offsets, but has " + offsets);
        }
        long begin = readSize(where, "data_offsets", offsets.get(0));
        long end = readSize(where, "data_offsets", offsets.get(1));
        TensorForm form = new TensorForm(type, shape);
        requireExtent(where, form, begin, end);
        return new HeaderEntry(name, form, begin, end);
    }

    private TensorShape readShape(String where, JsonNode node) {
        if (!node.isArray() || node.size() > MAX_RANK) {
            throw new SafetensorsException(source, where, "needs a shape of at most " + MAX_RANK + " dimensions");
        }
        long[] dimensions = new long[node.size()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = readSize(where, "shape", node.get(i));
        }
        try {
            return TensorShape.of(dimensions);
        } catch (IllegalArgumentException e) {
            throw new SafetensorsException(source, where, String.valueOf(e.getMessage()), e);
        }
    }

    private long readSize(String where, String field, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new SafetensorsException(source, where, "has " + node + " in its " + field + ", no size");
        }
        return node.longValue();
    }

    private void requireExtent(String where, TensorForm form, long begin, long end) {
        if (begin > end || end > dataLength) {
            throw new SafetensorsException(
                    source, where, "lies at [" + begin + ", " + end + ") of " + dataLength + " data bytes");
        }
        long needed;
        try {
            needed = form.bytes();
        } catch (ArithmeticException e) {
            throw new SafetensorsException(source, where, "has too many bytes in shape " + form.shape(), e);
        }
        if (needed != end - begin) {
            throw new SafetensorsException(
                    source, where, "has " + (end - begin) + " bytes, but " + form + " needs " + needed);
        }
    }

    private void requireContiguous(List<HeaderEntry> entries) {
        long expected = 0;
        for (HeaderEntry entry : entries) {
            if (entry.begin() != expected) {
                throw new SafetensorsException(
                        source,
                        "tensor '" + entry.name() + "'",
                        "begins at " + entry.begin() + ", but the bytes before it end at " + expected
                                + (entry.begin() < expected ? " (overlap)" : " (gap)"));
            }
            expected = entry.end();
        }
        if (expected != dataLength) {
            throw new SafetensorsException(source, "end", (dataLength - expected) + " bytes belong to no tensor");
        }
    }

    record Header(List<HeaderEntry> entries, Map<String, String> metadata) {}
}
