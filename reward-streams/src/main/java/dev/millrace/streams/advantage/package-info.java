/**
 * Group-relative advantages: how much better a trajectory did than the others sampled for the same prompt.
 *
 * <p>Pure functions over immutable values, safe on any thread; no Kafka here.
 */
@NullMarked
package dev.millrace.streams.advantage;

import org.jspecify.annotations.NullMarked;
