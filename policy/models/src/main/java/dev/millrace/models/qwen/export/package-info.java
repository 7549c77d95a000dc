/** Checkpoints in the forms in which others read models of this family: folders of Hugging Face, and adapters of peft. */
@NullMarked
package dev.millrace.models.qwen.export;

import org.jspecify.annotations.NullMarked;
