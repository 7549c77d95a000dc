/**
 * How good a policy is: greedy answers to a data set, judged by the accuracy rule, by category.
 *
 * <p>An evaluation runs on the caller's thread and holds native memory only while it runs.
 */
@NullMarked
package dev.millrace.cli.evaluate;

import org.jspecify.annotations.NullMarked;
