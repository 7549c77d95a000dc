/**
 * Logged groups as the experience that a learner trains on, without a topic. Belongs to one thread.
 */
@NullMarked
package dev.millrace.replay.offline;

import org.jspecify.annotations.NullMarked;
