package dev.millrace.monitoring.explain;

import dev.millrace.monitoring.watch.RecordPlace;
import java.util.Optional;

/**
 * A record that stands behind a number.
 *
 * @param place where it lies
 * @param what it is, in a few words, with the figures that were taken from it
 * @param group of which it tells, if it is of one
 */
public record Evidence(RecordPlace place, String what, Optional<String> group) {

    static Evidence of(RecordPlace place, String what) {
        return new Evidence(place, what, Optional.empty());
    }
}
