/**
 * The network on the engine: the tower, the language model, the output layer. What is computed whole by the engine stands in
 * {@code qwen.script}.
 */
@NullMarked
package dev.millrace.models.qwen.model;

import org.jspecify.annotations.NullMarked;
