/**
 * Experiments: a matrix of settings, data and seeds, each cell of which is a demo run. Results are appended to a JSONL
 * file, so that an experiment that was stopped goes on where it was; the table and the plots are made of that file.
 *
 * <p>Cells run one after the other on the caller's thread; what summarises them is pure.
 */
@NullMarked
package dev.millrace.cli.experiment;

import org.jspecify.annotations.NullMarked;
