/**
 * Measuring here what others sample: a policy in this process, which is given the weights of the log as what samples is, says how
 * much the tokens of answers depend on the images. It computes for one group at a time.
 */
@NullMarked
package dev.millrace.workers.engines.measuring;

import org.jspecify.annotations.NullMarked;
