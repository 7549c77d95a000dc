package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.FILE;
import static dev.millrace.replay.exchange.GroupFields.MEDIA_TYPE;
import static dev.millrace.replay.exchange.GroupFields.SHA256;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Values that stand in several places of a line. Numbers are written with as many digits as give the same bits again. */
final class JsonValues {

    private final JsonGenerator json;

    JsonValues(JsonGenerator json) {
        this.json = json;
    }

    void ints(String field, ByteBuffer packed) throws IOException {
        PackedInts values = PackedInts.view(packed);
        json.writeArrayFieldStart(field);
        for (int i = 0; i < values.length(); i++) {
            json.writeNumber(values.at(i));
        }
        json.writeEndArray();
    }

    void floats(String field, ByteBuffer packed) throws IOException {
        PackedFloats values = PackedFloats.view(packed);
        json.writeArrayFieldStart(field);
        for (int i = 0; i < values.length(); i++) {
            json.writeNumber(values.at(i));
        }
        json.writeEndArray();
    }

    /** Nothing where there is nothing. */
    void optional(String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    void image(ImageRef image) throws IOException {
        json.writeStartObject();
        json.writeStringField(SHA256, image.getSha256());
        json.writeStringField(MEDIA_TYPE, image.getMediaType());
        json.writeStringField(FILE, ImageFolder.relative(image));
        json.writeEndObject();
    }
}
