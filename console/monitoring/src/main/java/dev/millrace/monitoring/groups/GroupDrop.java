package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Trajectories of a group that will not be trained, and why.
 *
 * @param reason in lower case
 * @param detail the reason in words
 * @param by the role that dropped them
 * @param trajectories how many
 * @param indices which of the group, the first of them
 * @param whole whether nothing of the group will be trained
 * @param partition where the record lies on the topic of drops
 * @param offset where in it
 */
public record GroupDrop(
        String reason,
        String detail,
        String by,
        int trajectories,
        List<Integer> indices,
        boolean whole,
        @Nullable Integer version,
        Instant at,
        int partition,
        long offset) {

    private static final int LONGEST = 300;
    private static final int MOST_INDICES = 64;

    public GroupDrop {
        indices = List.copyOf(indices);
    }

    static GroupDrop of(Drop drop, int partition, long offset) {
        String detail = drop.getDetail();
        PackedInts indices = PackedInts.view(drop.getIndices());
        return new GroupDrop(
                drop.getReason().name().toLowerCase(Locale.ROOT),
                detail.length() > LONGEST ? detail.substring(0, LONGEST) + "…" : detail,
                drop.getDroppedBy(),
                indices.length(),
                Arrays.stream(indices.toArray()).limit(MOST_INDICES).boxed().toList(),
                drop.getWholeGroup(),
                drop.getVersion(),
                drop.getDroppedAt(),
                partition,
                offset);
    }

    /** Whether it says that this scorer failed: the assembly begins its words with the scorer's name. */
    boolean isFailureOf(String scorer) {
        return reason.equals("failed_score") && detail.startsWith(scorer + " ");
    }
}
