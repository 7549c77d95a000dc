/**
 * Batches that are being sampled: one at a time on the worker's thread, or several side by side where what samples takes
 * them so. However they end, they are published in the order in which their prompts were read.
 */
@NullMarked
package dev.millrace.workers.batches;

import org.jspecify.annotations.NullMarked;
