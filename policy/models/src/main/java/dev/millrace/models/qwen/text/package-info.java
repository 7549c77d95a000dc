/** Text: the tokenizer, what its tokens are to a reader, and the chat form of prompts. */
@NullMarked
package dev.millrace.models.qwen.text;

import org.jspecify.annotations.NullMarked;
