package dev.millrace.streams.assembly;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a group that closes. Each trajectory that came stands in the experience or in exactly one drop.
 *
 * @param experience what will be trained; null if nothing
 * @param drops what will not
 * @param orphans scores whose trajectory never came
 */
public record Settlement(@Nullable SettledGroup experience, List<Dropped> drops, List<HeldScore> orphans) {

    public Settlement {
        drops = List.copyOf(drops);
        orphans = List.copyOf(orphans);
    }
}
