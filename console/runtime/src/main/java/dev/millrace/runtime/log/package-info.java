/** Where log lines go: warnings to the terminal, everything to a file of the run. Called by the main thread. */
@NullMarked
package dev.millrace.runtime.log;

import org.jspecify.annotations.NullMarked;
