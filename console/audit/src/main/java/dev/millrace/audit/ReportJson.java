package dev.millrace.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Reports as indented JSON with snake_case keys: lengths of time in seconds, times as ISO 8601 has them. Stateless. */
public final class ReportJson {

    private static final double NANOS = 1e9;

    private ReportJson() {}

    /** The JSON of a report, a record of records. */
    public static String of(Object report) {
        try {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .addModule(new SimpleModule()
                            .addSerializer(new Seconds())
                            .addSerializer(Instant.class, ToStringSerializer.instance))
                    .build()
                    .writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be written as JSON", e);
        }
    }

    private static final class Seconds extends StdSerializer<Duration> {

        private static final long serialVersionUID = 1L;

        Seconds() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration length, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(length.toNanos() / NANOS);
        }
    }
}
