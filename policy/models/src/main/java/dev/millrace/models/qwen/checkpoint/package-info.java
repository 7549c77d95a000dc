/** The parameters of a checkpoint: their names in all spellings, and the files in which they lie. */
@NullMarked
package dev.millrace.models.qwen.checkpoint;

import org.jspecify.annotations.NullMarked;
