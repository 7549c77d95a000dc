package dev.millrace.policy.dataset;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects of a JSON file, in its order. Belongs to one thread. */
final class JsonFileRows implements RowSource {

    private final JsonParser json;
    private long number;
    private boolean begun;

    JsonFileRows(JsonParser json) {
        this.json = json;
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public Set<String> columns() {
        return Set.of();
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public @Nullable Row next() throws IOException, RowException {
        try {
            if (!begun) {
                json.nextToken();
                begun = true;
            }
            JsonToken token = json.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                token = json.nextToken();
            }
            if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT || token == null) {
                return null;
            }
            number++;
            if (token != JsonToken.START_OBJECT) {
                json.skipChildren();
                throw new RowException("the row is not a JSON object; a file of rows holds objects {…}");
            }
            return Row.read(json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new IOException(
                    "malformed JSON" + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
                            + ": " + e.getOriginalMessage() + "; correct the file",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
