package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes samples as they are sent to a process. Holds settings only. */
final class Questions {

    private final ImageForm form;
    private final ReferencedImages images;

    Questions(ImageForm form, ReferencedImages images) {
        this.form = form;
        this.images = images;
    }

    /**
     * A sample as JSON.
     *
     * @throws IllegalArgumentException saying so, if an image is not there
     * @throws IOException if it cannot be written
     */
    AskedSample sample(Sample sample) throws IOException {
        Map<String, EncodedImage> named = new LinkedHashMap<>();
        ByteArrayOutputStream written = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = Adapter.JSON.createGenerator(written)) {
            Prompt prompt = sample.prompt();
            json.writeStartObject();
            json.writeStringField("id", sample.id().toString());
            json.writeStringField("group", sample.id().group().value());
            json.writeNumberField("index", sample.id().index());
            json.writeStringField("prompt_id", prompt.getPromptId());
            json.writeStringField("system", prompt.getSystem());
            json.writeStringField("prompt", prompt.getText());
            json.writeStringField("text", sample.text());
            json.writeStringField("answer", prompt.getReference());
            json.writeStringField("task", prompt.getTask().name().toLowerCase(Locale.ROOT));
            json.writeStringField("category", prompt.getCategory());
            json.writeStringField("rules", prompt.getRules());
            json.writeObjectFieldStart("columns");
            for (Map.Entry<String, String> column : prompt.getColumns().entrySet()) {
                json.writeStringField(column.getKey(), column.getValue());
            }
            json.writeEndObject();
            tokens(json, sample.tokens());
            if (form == ImageForm.BYTES) {
                images(json, sample, named);
            }
            json.writeEndObject();
        }
        return new AskedSample(written.toByteArray(), named);
    }

    /** The message that asks about samples; an image that several of them name stands there once. */
    static byte[] message(List<AskedSample> samples) throws IOException {
        Map<String, EncodedImage> images = new LinkedHashMap<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (JsonGenerator json = Adapter.JSON.createGenerator(message)) {
            json.writeStartObject();
            json.writeArrayFieldStart("samples");
            for (AskedSample sample : samples) {
                images.putAll(sample.images());
                json.writeRawValue(new String(sample.json(), StandardCharsets.UTF_8));
            }
            json.writeEndArray();
            json.writeObjectFieldStart("images");
            for (Map.Entry<String, EncodedImage> image : images.entrySet()) {
                json.writeBinaryField(image.getKey(), image.getValue().toBytes());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return message.toByteArray();
    }

    private static void tokens(JsonGenerator json, PackedInts tokens) throws IOException {
        json.writeNumberField("length", tokens.length());
        json.writeFieldName("tokens");
        json.writeArray(tokens.toArray(), 0, tokens.length());
    }

    private void images(JsonGenerator json, Sample sample, Map<String, EncodedImage> named) throws IOException {
        json.writeArrayFieldStart("images");
        for (ImageRef reference : sample.prompt().getImages()) {
            json.writeString(name(reference, named));
        }
        json.writeEndArray();
        if (sample.image().isPresent()) {
            json.writeStringField("image", name(sample.image().get(), named));
        }
    }

    private String name(ImageRef reference, Map<String, EncodedImage> named) {
        named.put(reference.getSha256(), images.get(reference));
        return reference.getSha256();
    }
}
