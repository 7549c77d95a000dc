/** What {@code config.json} and {@code preprocessor_config.json} of a checkpoint say, in all the shapes in which they are found. */
@NullMarked
package dev.millrace.models.qwen.config;

import org.jspecify.annotations.NullMarked;
