package dev.millrace.streams.replay;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a group.
 *
 * @param experience what will be trained; null if nothing
 * @param drops what will not, and why
 */
public record GroupOutcome(@Nullable Experience experience, List<Drop> drops) {

    public GroupOutcome {
        drops = List.copyOf(drops);
    }
}
