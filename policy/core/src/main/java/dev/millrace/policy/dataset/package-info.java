/**
 * Data sets of prompts with images: read from files of rows in many shapes, written as JSON lines in a folder.
 *
 * <p>A {@link dev.millrace.policy.dataset.RowFormat} gives the rows of a file, {@link dev.millrace.policy.dataset.DataConfig} says which
 * column holds what, images become the one form in which they are logged, and what comes out are entries. Values are immutable;
 * readers and writers belong to the thread that uses them. What is wrong with a file is a
 * {@link dev.millrace.policy.dataset.DatasetProblem}: thrown, or, where the caller asks for it, skipped and reported.
 */
@NullMarked
package dev.millrace.policy.dataset;

import org.jspecify.annotations.NullMarked;
