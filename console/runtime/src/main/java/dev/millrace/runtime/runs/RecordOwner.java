package dev.millrace.runtime.runs;

import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import dev.millrace.schemas.weights.WeightKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Of which run a record is. The key of a group's record says it, and so does a key of weights; of other records the value is
 * read. Belongs to one thread.
 */
final class RecordOwner implements AutoCloseable {

    private static final Pattern GROUP = Pattern.compile("([^/]+)/\\d{1,10}/\\d{1,19}");
    private static final String RUN = "run_id";

    private final String weights;
    private final Map<String, Deserializer<? extends SpecificRecord>> values = new HashMap<>();

    /** Makes no request yet. */
    RecordOwner(AvroSerdes serdes, TopicCatalogue catalogue) {
        this.weights = catalogue.names().weights();
        for (TopicSpec spec : catalogue.specs()) {
            Class<? extends SpecificRecord> type = spec.value();
            if (type != null) {
                values.put(spec.name(), serdes.deserializer(type));
            }
        }
    }

    /** Empty if it does not tell: such a record is nobody's to delete. */
    Optional<String> of(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key != null && record.topic().equals(weights)) {
            return WeightKey.parse(key).map(parsed -> parsed.run().value());
        }
        if (key != null) {
            Matcher group = GROUP.matcher(new String(key, StandardCharsets.UTF_8));
            if (group.matches()) {
                return Optional.of(group.group(1));
            }
        }
        Deserializer<? extends SpecificRecord> reader = values.get(record.topic());
        if (reader == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            SpecificRecord value = reader.deserialize(record.topic(), record.value());
            Schema.Field run = value.getSchema().getField(RUN);
            return run == null
                    ? Optional.empty()
                    : Optional.ofNullable(value.get(run.pos())).map(Object::toString);
        } catch (SerializationException e) {
            return Optional.empty(); // a bad record, which says nothing
        }
    }

    @Override
    public void close() {
        Closing.all(values.values());
    }
}
