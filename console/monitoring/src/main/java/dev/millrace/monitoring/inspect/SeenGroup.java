package dev.millrace.monitoring.inspect;

import dev.millrace.schemas.avro.Prompt;
import java.util.List;
import java.util.Optional;

/**
 * One group, as it is shown.
 *
 * @param id the group
 * @param prompt what was asked
 * @param reshaper the reshaper's name; empty while the group is open or where it was dropped
 * @param responses in order of index
 */
public record SeenGroup(String id, Prompt prompt, Optional<String> reshaper, List<SeenResponse> responses) {

    public SeenGroup {
        responses = List.copyOf(responses);
    }
}
