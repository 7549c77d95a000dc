/**
 * The assembly on Kafka Streams.
 *
 * <p>{@link dev.millrace.streams.topology.ExperienceTopology} describes it, {@link
 * dev.millrace.streams.topology.StreamsRole} runs it. Processors belong to one task and so to one thread at a time; they
 * own their stores and carry out what {@code dev.millrace.streams.assembly} decides. Everything from source to sink is
 * one sub-topology, because reading a record, changing a group and publishing what became of it must be one transaction.
 */
@NullMarked
package dev.millrace.streams.topology;

import org.jspecify.annotations.NullMarked;
