package dev.millrace.streams.scoring;

import java.time.Clock;
import java.time.Duration;

/**
 * What a scorer is given from outside.
 *
 * @param name its name, by which weights and records know it
 * @param images the images of samples, by the references that stand in them; not the scorer's to close
 * @param clock what time it is
 * @param timeout longest time for one call, after which its caller has given it up
 * @param parallelism most calls at the same time
 */
public record ScorerContext(String name, ReferencedImages images, Clock clock, Duration timeout, int parallelism) {

    /** Whatever its declaration says of time and of calls is added by {@link ScorerTypes#make}. */
    public ScorerContext(String name, ReferencedImages images, Clock clock) {
        this(
                name,
                images,
                clock,
                ScoringConfig.defaults().timeout(),
                ScoringConfig.defaults().parallelism());
    }

    ScorerContext declaredBy(ScorerConfig declared) {
        return new ScorerContext(name, images, clock, declared.timeout(), declared.parallelism());
    }
}
