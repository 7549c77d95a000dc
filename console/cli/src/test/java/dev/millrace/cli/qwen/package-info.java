/** The small Qwen2.5-VL as others see it. */
@NullMarked
package dev.millrace.cli.qwen;

import org.jspecify.annotations.NullMarked;
