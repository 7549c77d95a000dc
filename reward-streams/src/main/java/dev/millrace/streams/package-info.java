/**
 * From trajectories and scores to experience.
 *
 * <p>{@code scoring} judges trajectories, {@code assembly} decides when a group is whole and what becomes of it,
 * {@code reward}, {@code advantage} and {@code reshaping} are the mathematics and {@code credit} applies them in order,
 * {@code topology} runs all that on Kafka Streams. Only {@code scoring} and {@code topology} import Kafka.
 */
@NullMarked
package dev.millrace.streams;

import org.jspecify.annotations.NullMarked;
