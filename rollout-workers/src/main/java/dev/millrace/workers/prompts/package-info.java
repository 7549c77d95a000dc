/**
 * Taking prompts from Kafka: what was read, how far, and what belongs to the run.
 *
 * <p>All of it belongs to the worker's thread, which is the thread that polls; rebalances happen inside a poll and so
 * never during sampling or within a transaction.
 */
@NullMarked
package dev.millrace.workers.prompts;

import org.jspecify.annotations.NullMarked;
