/**
 * Going on exactly where a run stood: checkpoints in a folder, the committed state in the log, and what brings the two
 * together.
 *
 * <p>Belongs to the learner's thread.
 */
@NullMarked
package dev.millrace.learner.checkpoint;

import org.jspecify.annotations.NullMarked;
