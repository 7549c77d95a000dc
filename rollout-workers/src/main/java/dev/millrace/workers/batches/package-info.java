/**
 * Batches that are being sampled: one at a time on a thread for that, or several side by side where what samples takes
 * them so. The worker's thread reads and publishes meanwhile. However they end, they are published in the order in which their prompts were read.
 */
@NullMarked
package dev.millrace.workers.batches;

import org.jspecify.annotations.NullMarked;
