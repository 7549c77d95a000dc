/**
 * Rollouts of images: the policy draws latents by rectified flow, a frozen autoencoder turns them into PNG files.
 *
 * <p>All of it runs on the worker's thread, which owns the autoencoder.
 */
@NullMarked
package dev.millrace.workers.drawing;

import org.jspecify.annotations.NullMarked;
