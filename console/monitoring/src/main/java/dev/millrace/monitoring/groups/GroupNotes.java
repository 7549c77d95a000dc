package dev.millrace.monitoring.groups;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a group by others than its own record, before that or after it.
 *
 * @param drops what was dropped of it, the first first
 * @param failed scorers that were seen to fail at it
 * @param drawn hashes of images that were drawn, as far as they were seen
 * @param prompt what was asked; null until it is known
 */
public record GroupNotes(List<GroupDrop> drops, List<String> failed, List<String> drawn, @Nullable PromptRow prompt) {

    /** Drops and failed scorers that are remembered of one group. */
    static final int MOST = 16;

    /** Drawn images that a row shows. */
    static final int MOST_DRAWN = 4;

    static final GroupNotes NONE = new GroupNotes(List.of(), List.of(), List.of(), null);

    public GroupNotes {
        drops = List.copyOf(drops);
        failed = List.copyOf(failed);
        drawn = List.copyOf(drawn);
    }

    GroupNotes with(PromptRow known) {
        return new GroupNotes(drops, failed, drawn, known);
    }

    /** The same with another drop; one that lies at the same place is the same. */
    GroupNotes with(GroupDrop drop) {
        boolean isKnown = drops.stream()
                .anyMatch(known -> known.partition() == drop.partition() && known.offset() == drop.offset());
        return isKnown || drops.size() >= MOST ? this : new GroupNotes(plus(drops, drop), failed, drawn, prompt);
    }

    GroupNotes withFailed(String scorer) {
        return failed.contains(scorer) || failed.size() >= MOST
                ? this
                : new GroupNotes(drops, plus(failed, scorer), drawn, prompt);
    }

    GroupNotes withDrawn(String sha256) {
        return drawn.contains(sha256) || drawn.size() >= MOST_DRAWN
                ? this
                : new GroupNotes(drops, failed, plus(drawn, sha256), prompt);
    }

    private static <T> List<T> plus(List<T> some, T one) {
        List<T> more = new ArrayList<>(some);
        more.add(one);
        return more;
    }
}
