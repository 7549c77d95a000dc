/**
 * Holds this implementation to the numbers of another: folders with tiny checkpoints and, for each stage, what the reference
 * computes. What a stage may differ by is small enough to catch a real mistake.
 */
@NullMarked
package dev.millrace.models.qwen.verify;

import org.jspecify.annotations.NullMarked;
