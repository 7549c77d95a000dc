package dev.millrace.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** House rules of the contracts, so that a reader in any language needs the .avsc files only. */
class SchemaLintTest {

    /** Bytes that are no array of numbers. */
    private static final Set<String> OPAQUE = Set.of("ImageBlob.data", "WeightChunk.data", "WeightManifest.signature");

    @Test
    void shouldSeeAllContracts() {
        assertThat(Contracts.named())
                .extracting(Schema::getName)
                .contains("Prompt", "ImageRef", "Task", "TensorDigest");
    }

    @Test
    void shouldDocumentEveryRecordAndEnum() {
        assertThat(Contracts.named())
                .allSatisfy(schema ->
                        assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank());
    }

    @Test
    void shouldDocumentEveryField() {
        assertThat(fields(field -> true))
                .allSatisfy(field ->
                        assertThat(field.value().doc()).as(field.name()).isNotBlank());
    }

    @Test
    void shouldLiveInOneNamespace() {
        assertThat(Contracts.named())
                .allSatisfy(schema -> assertThat(schema.getNamespace()).isEqualTo("dev.millrace.schemas.avro"));
    }

    @Test
    void shouldDefaultEveryNullableFieldToNull() {
        List<Named> nullable = fields(field -> field.schema().isNullable());
        assertThat(nullable)
                .isNotEmpty()
                .allSatisfy(field ->
                        assertThat(field.value().defaultVal()).as(field.name()).isEqualTo(JsonProperties.NULL_VALUE));
    }

    @Test
    void shouldGiveEveryEnumADefaultForUnknownSymbols() {
        assertThat(Contracts.named())
                .filteredOn(schema -> schema.getType() == Schema.Type.ENUM)
                .isNotEmpty()
                .allSatisfy(schema -> assertThat(schema.getEnumDefault())
                        .as(schema.getFullName())
                        .isEqualTo("UNKNOWN"));
    }

    @Test
    void shouldGiveEveryEnumFieldADefault() {
        assertThat(fields(field -> field.schema().getType() == Schema.Type.ENUM))
                .isNotEmpty()
                .allSatisfy(field -> assertThat(field.value().hasDefaultValue())
                        .as(field.name())
                        .isTrue());
    }

    @Test
    void shouldStateTypeAndLengthOfPackedArrays() {
        List<Named> packed = fields(SchemaLintTest::holdsBytes).stream()
                .filter(field -> !OPAQUE.contains(field.name()))
                .toList();
        assertThat(packed).isNotEmpty().allSatisfy(field -> {
            assertThat(field.value().doc()).as(field.name()).containsPattern("(int32|float32) little-endian");
            assertThat(field.value().doc()).as(field.name()).containsPattern("n entries|one entry for each");
        });
    }

    /** Readers whose numbers are doubles, such as those of JavaScript, hold whole numbers up to 2^53 - 1. */
    @Test
    void shouldSayOfEveryLongThatItFitsADouble() {
        List<Named> longs = fields(field -> types(field).anyMatch(type -> type.getType() == Schema.Type.LONG));
        assertThat(longs).isNotEmpty().allSatisfy(field -> {
            boolean time = types(field.value()).anyMatch(type -> type.getLogicalType() != null);
            if (!time) {
                assertThat(field.value().doc())
                        .as(field.name())
                        .containsPattern("within ±\\(2\\^53 - 1\\)|below 2\\^(32|53)|^Offset ");
            }
        });
    }

    @Test
    void shouldHaveNoArraysOfNumbers() {
        assertThat(fields(field -> field.schema().getType() == Schema.Type.ARRAY))
                .allSatisfy(field -> assertThat(
                                field.value().schema().getElementType().getType())
                        .as(field.name())
                        .isNotIn(Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT, Schema.Type.DOUBLE));
    }

    @Test
    void shouldCarryTheRunInEveryTopic() {
        assertThat(Contracts.ofTopics().values()).allSatisfy(schema -> assertThat(schema.getField("run_id"))
                .as(schema.getName())
                .isNotNull());
    }

    private record Named(String name, Schema.Field value) {}

    private static List<Named> fields(Predicate<Schema.Field> wanted) {
        return Contracts.named().stream()
                .filter(schema -> schema.getType() == Schema.Type.RECORD)
                .flatMap(schema -> schema.getFields().stream()
                        .filter(wanted)
                        .map(field -> new Named(schema.getName() + "." + field.name(), field)))
                .toList();
    }

    private static boolean holdsBytes(Schema.Field field) {
        return types(field).anyMatch(type -> type.getType() == Schema.Type.BYTES);
    }

    private static Stream<Schema> types(Schema.Field field) {
        return field.schema().isUnion() ? field.schema().getTypes().stream() : Stream.of(field.schema());
    }
}
