package dev.millrace.streams.assembly;

import dev.millrace.streams.credit.CreditedTrajectory;
import java.util.Collections;
import java.util.SortedMap;

/**
 * A trajectory that will be trained.
 *
 * @param trajectory where it lies
 * @param components score by scorer, as it entered the reward; abstentions are absent; nobody changes them from
 *     then on
 * @param credit reward and advantages
 */
public record SettledTrajectory(
        HeldTrajectory.Usable trajectory, SortedMap<String, Double> components, CreditedTrajectory credit) {

    public SettledTrajectory {
        components = Collections.unmodifiableSortedMap(components);
    }
}
