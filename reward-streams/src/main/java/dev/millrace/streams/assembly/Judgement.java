package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.DropReason;
import java.util.Collections;
import java.util.SortedMap;

/** Whether the scores of one trajectory make a reward. */
sealed interface Judgement {

    /**
     * They do.
     *
     * @param components score by scorer, as they enter the reward; nobody changes them from then on
     * @param reward the composed reward
     */
    record Rewarded(SortedMap<String, Double> components, double reward) implements Judgement {

        public Rewarded {
            components = Collections.unmodifiableSortedMap(components);
        }
    }

    /**
     * They do not.
     *
     * @param reason why
     * @param detail the scorer and its cause
     */
    record Lacking(DropReason reason, String detail) implements Judgement {}
}
