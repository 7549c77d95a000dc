package dev.millrace.workers.gate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far the workers have come in one partition of the prompts topic.
 *
 * <p>It is committed as one offset whose metadata holds the count of groups, in the transaction that publishes them.
 * Offsets alone would not do: prompts of other runs, rejected ones and expired ones take up offsets, too.
 *
 * @param next offset of the first prompt that is not yet dealt with
 * @param groups groups of the run that were published from this partition so far
 */
public record PartitionProgress(long next, long groups) {

    private static final Pattern METADATA = Pattern.compile("groups=(\\d{1,18})");

    /** @throws IllegalArgumentException if a number is negative */
    public PartitionProgress {
        if (next < 0 || groups < 0) {
            throw new IllegalArgumentException(
                    "progress in the prompts is negative: next offset " + next + ", groups " + groups);
        }
    }

    /** Reads what was committed. Metadata of another form, as an offset set by hand has, counts no groups. */
    public static PartitionProgress of(OffsetAndMetadata committed) {
        Matcher matcher = METADATA.matcher(committed.metadata());
        return new PartitionProgress(committed.offset(), matcher.matches() ? Long.parseLong(matcher.group(1)) : 0);
    }

    /** The form in which it is committed. */
    public OffsetAndMetadata toCommit() {
        return new OffsetAndMetadata(next, "groups=" + groups);
    }
}
