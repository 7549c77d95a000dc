/** Where tokens and patches stand: positions on three axes, windows, interpolated positions. In plain Java, without an engine. */
@NullMarked
package dev.millrace.models.qwen.layout;

import org.jspecify.annotations.NullMarked;
