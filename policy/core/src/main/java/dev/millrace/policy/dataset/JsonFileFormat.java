package dev.millrace.policy.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** JSON files: an array of objects, or one object that holds objects by their names. Many call JSON lines so too. */
final class JsonFileFormat implements RowFormat {

    @Override
    public Set<String> endings() {
        return Set.of("json");
    }

    @Override
    public RowSource open(Path file) throws IOException {
        return isOneValue(file)
                ? new JsonFileRows(Row.parser(Files.newInputStream(file)))
                : new JsonLinesFormat().open(file);
    }

    /** A line of JSON lines has fields that are no objects; what is broken is said of its line. */
    private static boolean isOneValue(Path file) throws IOException {
        try (JsonParser json = Row.parser(Files.newInputStream(file))) {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                return first == JsonToken.START_ARRAY;
            }
            boolean holdsObjects = false;
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    return false;
                }
                json.skipChildren();
                holdsObjects = true;
            }
            return holdsObjects && json.nextToken() == null;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
