/**
 * Scorers and the role that runs one: it reads trajectories, asks its scorer, publishes what it said.
 *
 * <p>Each scorer is a consumer group of its own, so that a slow one delays nobody but itself. A role has one thread for
 * Kafka; the scorer runs on threads of its own, which may be abandoned when it hangs.
 */
@NullMarked
package dev.millrace.streams.scoring;

import org.jspecify.annotations.NullMarked;
