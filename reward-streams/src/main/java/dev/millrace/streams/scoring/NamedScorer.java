package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.Verdict;
import java.util.Optional;

/**
 * A scorer under its name.
 *
 * @param name by which weights, records and consumer groups know it
 * @param judges what it is asked of
 * @param scorer what judges
 * @param images what it reads
 */
public record NamedScorer(String name, Judges judges, Scorer scorer, ReferencedImages images) implements AutoCloseable {

    /** The verdict on a sample that it is not asked of. */
    Optional<Verdict> abstention(Sample sample) {
        return switch (judges) {
            case TEXT ->
                sample.drawn() ? Optional.of(new Verdict.Abstained("the response is an image")) : Optional.empty();
            case IMAGE ->
                sample.image().isEmpty()
                        ? Optional.of(new Verdict.Abstained("the response is text"))
                        : Optional.empty();
            case BOTH -> Optional.empty();
        };
    }

    @Override
    public void close() {
        try (images;
                scorer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
