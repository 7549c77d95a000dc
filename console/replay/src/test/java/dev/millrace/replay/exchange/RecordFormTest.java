package dev.millrace.replay.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.testing.Groups;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;

class RecordFormTest {

    @Test
    void shouldWriteAndReadAFieldThatASchemaHasOnlySinceToday() throws IOException {
        // Given the schema of a trajectory with one more field, and a trajectory of it
        Schema later = with(
                Trajectory.getClassSchema(),
                new Schema.Field(
                        "margins",
                        Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.BYTES)),
                        "By how much each token was ahead: float32 little-endian, n entries.",
                        Schema.Field.NULL_DEFAULT_VALUE));
        Trajectory known = Groups.random("run/0/1", 2, new Random(1))
                .getTrajectories()
                .get(0)
                .getTrajectory();
        IndexedRecord trajectory = new GenericData.Record(later);
        known.getSchema().getFields().forEach(field -> trajectory.put(field.pos(), known.get(field.pos())));
        trajectory.put(
                later.getField("margins").pos(), PackedFloats.of(0.5f, 0.25f).bytes());
        RecordForm form = GroupForms.sampled(later);

        // When
        String line = line(form, trajectory);
        RecordDraft draft = form.draft();
        form.readInto(cursor(line), draft);

        // Then
        assertThat(line).endsWith(",\"margins\":[0.5,0.25]}");
        assertThat(draft.get("margins", Object.class))
                .isEqualTo(PackedFloats.of(0.5f, 0.25f).bytes());
        assertThat(draft.get("logprobs", Object.class)).isEqualTo(known.getLogprobs());
    }

    @Test
    void shouldSayWhatARecordMustHave() throws IOException {
        JsonCursor cursor = cursor("{\"times\":[1,0],\"latents\":\"\"}");

        assertThatThrownBy(() -> RecordForm.of(FlowTrace.getClassSchema())
                        .as("latents", ValueForm.BASE64)
                        .read(cursor))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "must have times, window_begin, latent_tokens, latent_size, latents, noise_level");
    }

    @Test
    void shouldRefuseBytesOfWhichTheDocDoesNotSayWhatTheyHold() {
        Schema vague = with(
                Trajectory.getClassSchema(), new Schema.Field("blob", Schema.create(Schema.Type.BYTES), "Something."));

        assertThatThrownBy(() -> RecordForm.of(vague))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the doc of blob");
    }

    private static Schema with(Schema schema, Schema.Field more) {
        List<Schema.Field> fields = new ArrayList<>();
        schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(more);
        return Schema.createRecord("Later", schema.getDoc(), "dev.millrace.test", false, fields);
    }

    private static String line(RecordForm form, IndexedRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            form.write(json, record);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static JsonCursor cursor(String line) throws IOException {
        JsonCursor cursor = new JsonCursor(
                "test", new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), new InputNotes(note -> {
                    throw new AssertionError(note);
                }));
        assertThat(cursor.nextObject()).isTrue();
        return cursor;
    }
}
