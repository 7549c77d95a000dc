/**
 * A model in training: all its weights, or an adapter over them. What both share is {@link
 * dev.millrace.models.qwen.training.QwenTrainable}; it owns its native memory until closed, and belongs to one thread.
 */
@NullMarked
package dev.millrace.models.qwen.training;

import org.jspecify.annotations.NullMarked;
