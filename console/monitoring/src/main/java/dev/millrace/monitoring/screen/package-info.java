/** A run over the whole of a terminal. */
@NullMarked
package dev.millrace.monitoring.screen;

import org.jspecify.annotations.NullMarked;
