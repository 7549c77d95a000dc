/** What {@code scorers list} and {@code scorers try} do: a scorer is asked about samples of a file, without a run. */
@NullMarked
package dev.millrace.cli.scorers;

import org.jspecify.annotations.NullMarked;
