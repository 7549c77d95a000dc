package dev.millrace.replay.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads values strictly and says where it stands. A value is read when the parser stands on its first token, and the
 * parser then stands on its last.
 */
final class JsonCursor implements AutoCloseable {

    /** NaN and the infinities are no JSON, but Python writes them: they are read so that they can be named. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final String name;
    private final JsonParser json;
    private final InputNotes notes;
    private int[] ints = new int[256];
    private float[] floats = new float[256];

    JsonCursor(String name, InputStream input, InputNotes notes) throws IOException {
        this.name = name;
        this.json = FACTORY.createParser(input);
        this.notes = notes;
    }

    /** Reads one field of an object. */
    @FunctionalInterface
    interface FieldReader {

        /** The parser stands on the value of the field. */
        void read(String field) throws IOException;
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    interface ElementReader {

        /** The parser stands on the element. */
        void read() throws IOException;
    }

    /** Goes to the next object at the top; false at the end of the file. */
    boolean nextObject() throws IOException {
        JsonToken token = json.nextToken();
        if (token == null) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw wrong("a line must hold a group as a JSON object");
        }
        return true;
    }

    /** The line of the token it stands on. */
    int line() {
        return json.currentTokenLocation().getLineNr();
    }

    void object(FieldReader reader) throws IOException {
        require(JsonToken.START_OBJECT, "an object");
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            reader.read(field);
        }
    }

    void array(ElementReader reader) throws IOException {
        require(JsonToken.START_ARRAY, "an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            reader.read();
        }
    }

    boolean isNull() {
        return json.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Whether it is a text, or a number, which {@link #text} takes as it is written. */
    boolean isText() throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING
                || (json.currentToken().isNumeric() && !json.isNaN());
    }

    /** A text; a number is taken as it is written, for other systems write ids and answers so. */
    String text() throws IOException {
        if (!isText()) {
            throw wrong("must be a text, not " + shown());
        }
        return json.getText();
    }

    @Nullable
    String optionalText() throws IOException {
        return isNull() ? null : text();
    }

    boolean bool() throws IOException {
        if (!json.currentToken().isBoolean()) {
            throw wrong("must be true or false, not " + shown());
        }
        return json.getBooleanValue();
    }

    int integer() throws IOException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        return json.getIntValue();
    }

    long longInteger() throws IOException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        return json.getLongValue();
    }

    Instant instant() throws IOException {
        return Instant.ofEpochMilli(longInteger());
    }

    double number() throws IOException {
        requireNumber();
        double value = json.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw wrong("must be finite, not " + shown());
        }
        return value;
    }

    float single() throws IOException {
        requireNumber();
        float value = json.getFloatValue();
        if (!Float.isFinite(value)) {
            throw wrong("must be a finite float32, not " + shown());
        }
        return value;
    }

    <E extends Enum<E>> E word(Class<E> type) throws IOException {
        String text = text();
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong("must be one of "
                    + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT) + ", not " + shown());
        }
    }

    /** An array of int32; empty for null. */
    ByteBuffer packedInts() throws IOException {
        if (isNull()) {
            return PackedInts.of().bytes();
        }
        require(JsonToken.START_ARRAY, "an array of whole numbers");
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (length == ints.length) {
                ints = Arrays.copyOf(ints, 2 * length);
            }
            ints[length++] = integer();
        }
        return PackedInts.of(Arrays.copyOf(ints, length)).bytes();
    }

    /** An array of finite float32; empty for null. */
    ByteBuffer packedFloats() throws IOException {
        if (isNull()) {
            return PackedFloats.of().bytes();
        }
        require(JsonToken.START_ARRAY, "an array of numbers");
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (length == floats.length) {
                floats = Arrays.copyOf(floats, 2 * length);
            }
            floats[length++] = single();
        }
        return PackedFloats.of(Arrays.copyOf(floats, length)).bytes();
    }

    /** Passes over the value of a field that nobody knows. */
    void unknown() throws IOException {
        notes.unknownField(path(false), where());
        json.skipChildren();
    }

    /** What is wrong with the value it stands on. */
    InputException wrong(String what) {
        String path = path(true);
        return new InputException(where() + ": " + (path.isEmpty() ? "" : path + " ") + what);
    }

    /** What is wrong with the text itself. */
    InputException malformed(IOException e) {
        String path = path(true);
        String why = e instanceof com.fasterxml.jackson.core.JsonProcessingException broken
                ? broken.getOriginalMessage()
                : String.valueOf(e.getMessage());
        return new InputException(where() + ": " + (path.isEmpty() ? "" : "at " + path + ": ") + why, e);
    }

    private String where() {
        return name + ":" + line();
    }

    private void requireNumber() {
        if (!json.currentToken().isNumeric()) {
            throw wrong("must be a number, not " + shown());
        }
    }

    private void require(JsonToken token, String what) {
        if (json.currentToken() != token) {
            throw wrong("must be " + what + ", not " + shown());
        }
    }

    private String shown() {
        try {
            String text = json.getText();
            return text == null ? "nothing" : text.length() <= 40 ? text : text.substring(0, 40) + "…";
        } catch (IOException e) {
            return "unreadable";
        }
    }

    /** For instance {@code trajectories[2].logprobs[5]}. */
    private String path(boolean indices) {
        Deque<JsonStreamContext> inwards = new ArrayDeque<>();
        // An opening bracket belongs to its field, not to what stands inside it.
        JsonStreamContext innermost =
                json.currentToken() != null && json.currentToken().isStructStart()
                        ? json.getParsingContext().getParent()
                        : json.getParsingContext();
        for (JsonStreamContext at = innermost; at != null && !at.inRoot(); at = at.getParent()) {
            inwards.push(at);
        }
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at : inwards) {
            if (at.inArray()) {
                path.append(indices ? "[" + Math.max(0, at.getCurrentIndex()) + "]" : "[]");
            } else if (at.hasCurrentName()) {
                path.append(path.isEmpty() ? "" : ".").append(at.getCurrentName());
            }
        }
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
