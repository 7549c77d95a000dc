/** Sampling in this process: weights that are replaced while they are used, and groups of answers drawn with them. */
@NullMarked
package dev.millrace.models.qwen.local;

import org.jspecify.annotations.NullMarked;
