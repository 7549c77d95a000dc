/**
 * From the experience log to batches that can be trained.
 *
 * <p>What a batch holds is a function of the log alone, never of the moment at which records arrived: the same offset and
 * version give the same batch in every run. Values are immutable; readers belong to the learner's thread.
 */
@NullMarked
package dev.millrace.learner.experience;

import org.jspecify.annotations.NullMarked;
