/**
 * Teacher-forced log-probabilities of given responses, with and without gradients.
 *
 * <p>The no-gradient form frees all native memory before it returns; the training form lives in the scope of its caller.
 */
@NullMarked
package dev.millrace.models.mot.scoring;

import org.jspecify.annotations.NullMarked;
