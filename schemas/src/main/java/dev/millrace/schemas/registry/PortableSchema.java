package dev.millrace.schemas.registry;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Schemas as they are registered. */
public final class PortableSchema {

    private PortableSchema() {}

    /**
     * The schema of a record type without what its Java class adds for Java alone. The serializer looks exactly this
     * one up, so it is made by the serializer's own method.
     */
    static AvroSchema of(Class<? extends SpecificRecord> type) {
        Schema ofClass = SpecificData.get().getSchema(type);
        return new AvroSchema(AvroSchemaUtils.getSchema(SpecificData.newInstance(type, ofClass), false, false, true));
    }

    /** The same as JSON, for instance for a file of released schemas. */
    public static String json(Class<? extends SpecificRecord> type) {
        return of(type).canonicalString();
    }
}
