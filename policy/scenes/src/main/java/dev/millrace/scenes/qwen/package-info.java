/**
 * A small Qwen2.5-VL made from scratch on drawn scenes: its tokenizer, its folder in the form of Hugging Face, and its supervised
 * training. Everything runs on the caller's thread.
 */
@NullMarked
package dev.millrace.scenes.qwen;

import org.jspecify.annotations.NullMarked;
