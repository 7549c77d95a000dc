package dev.millrace.streams.scoring;

import java.time.Clock;

/**
 * What a scorer is given from outside.
 *
 * @param name its name, by which weights and records know it
 * @param images the images of samples, by the references that stand in them; not the scorer's to close
 * @param clock what time it is
 */
public record ScorerContext(String name, ReferencedImages images, Clock clock) {}
