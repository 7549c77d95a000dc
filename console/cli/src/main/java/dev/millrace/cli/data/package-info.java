/**
 * Prompts and policies from outside a run: data sets, generated scenes, checkpoints. Everything is read on the caller's
 * thread; what is given out is immutable.
 */
@NullMarked
package dev.millrace.cli.data;

import org.jspecify.annotations.NullMarked;
