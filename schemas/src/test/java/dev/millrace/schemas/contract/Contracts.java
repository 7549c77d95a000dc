package dev.millrace.schemas.contract;

import dev.millrace.schemas.registry.PortableSchema;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** The schemas that stand in the catalogue, for the tests of this package. */
final class Contracts {

    private Contracts() {}

    /** By simple name, the schemas of the topics' values as they are registered. */
    static SortedMap<String, Schema> ofTopics() {
        SortedMap<String, Schema> schemas = new TreeMap<>();
        new TopicCatalogue(new Topics(""), 1, (short) 1)
                .subjects()
                .values()
                .forEach(type ->
                        schemas.put(type.getSimpleName(), new Schema.Parser().parse(PortableSchema.json(type))));
        return schemas;
    }

    /** Every record and enum that is reached from them. */
    static Collection<Schema> named() {
        Map<String, Schema> named = new LinkedHashMap<>();
        Deque<Schema> open = new ArrayDeque<>(ofTopics().values());
        while (!open.isEmpty()) {
            Schema schema = open.pop();
            switch (schema.getType()) {
                case RECORD -> {
                    if (named.put(schema.getFullName(), schema) == null) {
                        schema.getFields().forEach(field -> open.push(field.schema()));
                    }
                }
                case ENUM, FIXED -> named.put(schema.getFullName(), schema);
                case UNION -> schema.getTypes().forEach(open::push);
                case ARRAY -> open.push(schema.getElementType());
                case MAP -> open.push(schema.getValueType());
                default -> {}
            }
        }
        return named.values();
    }
}
