package dev.millrace.learner.commit;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * That a learner was stopped on purpose before its last step. It stands as the metadata of the learner's committed offset,
 * from which a reader tells a run that was stopped from one that stands still; the next commit takes it away. Brokers
 * forget the offsets of a group that is idle for long (a week, unless told otherwise), and the note with them.
 *
 * @param at when, to the millisecond
 */
public record StopNote(Instant at) {

    private static final Pattern METADATA = Pattern.compile("stopped=(\\d{1,15})");

    /** Reads what was committed; empty where a learner is at work, was killed, or has made all of its steps. */
    public static Optional<StopNote> of(OffsetAndMetadata committed) {
        Matcher matcher = METADATA.matcher(committed.metadata());
        return matcher.matches()
                ? Optional.of(new StopNote(Instant.ofEpochMilli(Long.parseLong(matcher.group(1)))))
                : Optional.empty();
    }

    /** The form in which it is committed. */
    OffsetAndMetadata with(long nextOffset) {
        return new OffsetAndMetadata(nextOffset, "stopped=" + at.toEpochMilli());
    }
}
