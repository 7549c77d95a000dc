/**
 * The command line: {@code ./millrace COMMAND}.
 *
 * <p>{@code config} is the tree of settings, {@code command} one class per command, {@code role} runs roles on threads
 * of their own and stops them, {@code monitor} follows a run and shows it, {@code evaluate} measures a policy,
 * {@code demo} puts all of it into one process. The main thread runs the command; a shutdown hook asks it to stop.
 */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
