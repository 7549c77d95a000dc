/**
 * One class per command: its options, and what it starts. Commands run on the main thread.
 */
@NullMarked
package dev.millrace.cli.command;

import org.jspecify.annotations.NullMarked;
