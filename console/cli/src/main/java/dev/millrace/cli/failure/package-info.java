/**
 * How a command ends that could not do what it was asked: as one line for people, and with an exit code. Knows
 * nobody of ours, so that all others may use it.
 */
@NullMarked
package dev.millrace.cli.failure;

import org.jspecify.annotations.NullMarked;
