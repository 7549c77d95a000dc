package dev.millrace.monitoring.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.monitoring.monitor.PlainText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** A record as one line for a terminal: when, where, and its fields in short. Control characters are shown as such. Pure. */
final class RecordLine {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final int LONGEST = 60;
    private static final int MOST_FIELDS = 14;

    private RecordLine() {}

    static String of(Instant at, int partition, long offset, JsonNode record, ZoneId zone) {
        StringBuilder line = new StringBuilder();
        line.append(TIME.format(at.atZone(zone)))
                .append(' ')
                .append(partition)
                .append('@')
                .append(offset);
        fields(line, "", record, 0);
        return line.toString();
    }

    private static int fields(StringBuilder line, String prefix, JsonNode record, int before) {
        int count = before;
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            JsonNode value = field.getValue();
            if (field.getKey().equals("run_id") || value.isNull() || count >= MOST_FIELDS) {
                continue;
            }
            if (value.isObject()) {
                count = fields(line, prefix + field.getKey() + ".", value, count);
                continue;
            }
            line.append("  ").append(prefix).append(field.getKey()).append('=').append(shortened(value));
            count++;
        }
        return count;
    }

    private static String shortened(JsonNode value) {
        if (value.isArray()) {
            return "[" + value.size() + "]";
        }
        String text = value.isFloatingPointNumber()
                ? String.format(Locale.ROOT, "%.4g", value.asDouble())
                : PlainText.of(value.asText());
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
