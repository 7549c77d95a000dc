/**
 * When is a group whole, and what becomes of it: the decisions of the assembly, without Kafka.
 *
 * <p>Everything here is an immutable value or a pure function of its arguments, the time included; the processors of
 * {@code dev.millrace.streams.topology} hold the state and carry the decisions out.
 */
@NullMarked
package dev.millrace.streams.assembly;

import org.jspecify.annotations.NullMarked;
