/**
 * Benchmarks of others: their files are read as data sets are, answers are judged by rules or by a chat model, and what only the
 * scripts of a benchmark can judge is written in the form that they read.
 *
 * <p>Everything runs on the caller's thread; what is given out is immutable.
 */
@NullMarked
package dev.millrace.cli.benchmark;

import org.jspecify.annotations.NullMarked;
