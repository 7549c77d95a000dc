/** How much memory the family takes, told before it starts. Pure arithmetic; docs/howto/gpu.md compares it with what was measured. */
@NullMarked
package dev.millrace.models.qwen.memory;

import org.jspecify.annotations.NullMarked;
