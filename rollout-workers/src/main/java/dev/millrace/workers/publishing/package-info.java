/**
 * Publishing what became of a batch of prompts: groups, rejections, dead letters and the prompts' offsets, all in one
 * Kafka transaction, so that a group is there as a whole or not at all, and each prompt is dealt with once.
 *
 * <p>A publisher belongs to the worker's thread. Outcomes are immutable.
 */
@NullMarked
package dev.millrace.workers.publishing;

import org.jspecify.annotations.NullMarked;
