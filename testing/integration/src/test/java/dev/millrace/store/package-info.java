/** Whole runs whose weights, images and checkpoints lie in a bucket. */
@NullMarked
package dev.millrace.store;

import org.jspecify.annotations.NullMarked;
