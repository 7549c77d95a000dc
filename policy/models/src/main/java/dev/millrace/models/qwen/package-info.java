/**
 * The family {@code qwen}: Qwen2.5-VL and Qwen3-VL (dense), from a folder as Hugging Face has them. Below it: {@code config}
 * (what the files say), {@code image} (pixels to patches), {@code layout} (positions and windows).
 */
@NullMarked
package dev.millrace.models.qwen;

import org.jspecify.annotations.NullMarked;
