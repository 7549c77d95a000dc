/**
 * The family {@code qwen}: Qwen2.5-VL and Qwen3-VL (dense), from a folder as Hugging Face has them. Each package below it says what
 * it is for.
 */
@NullMarked
package dev.millrace.models.qwen;

import org.jspecify.annotations.NullMarked;
