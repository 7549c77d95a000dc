package dev.millrace.schemas.registry;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.List;
import org.apache.avro.AvroRuntimeException;

/**
 * An Avro schema, parsed and compared as Confluent's registry does. Immutable.
 *
 * <p>Two are equal when nothing but the layout of their text differs.
 */
record AvroText(AvroSchema schema) {

    /** @throws RegistryRefusal 42201 if {@code text} is no valid Avro schema */
    static AvroText parse(String text) throws RegistryRefusal {
        try {
            AvroSchema schema = new AvroSchema(text);
            schema.validate();
            return new AvroText(schema);
        } catch (AvroRuntimeException | IllegalArgumentException e) {
            throw RegistryRefusal.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    /** The text in canonical layout. */
    String canonical() {
        return schema.canonicalString();
    }

    /**
     * Why this schema may not follow {@code history}, oldest first, under a level; empty if it may.
     *
     * @param level name of a level as {@link #level(String)} gives it
     */
    List<String> incompatibilities(String level, List<AvroText> history) {
        List<ParsedSchemaHolder> before = history.stream()
                .<ParsedSchemaHolder>map(text -> new SimpleParsedSchemaHolder((ParsedSchema) text.schema))
                .toList();
        return List.copyOf(schema.isCompatible(CompatibilityLevel.valueOf(level), before));
    }

    /**
     * The name of a compatibility level, in upper case.
     *
     * @throws RegistryRefusal 42203 if there is no such level
     */
    static String level(String name) throws RegistryRefusal {
        CompatibilityLevel level = CompatibilityLevel.forName(name);
        if (level == null) {
            throw RegistryRefusal.invalidLevel(name);
        }
        return level.name;
    }
}
