/**
 * From what the scorers said to one reward per trajectory.
 *
 * <p>Pure functions over immutable values, safe on any thread; no Kafka here.
 */
@NullMarked
package dev.millrace.streams.reward;

import org.jspecify.annotations.NullMarked;
