/**
 * Topics into files, resumable: what was written is remembered beside the files, and after a stop the same groups follow.
 *
 * <p>Everything here belongs to the thread of the command.
 */
@NullMarked
package dev.millrace.replay.export;

import org.jspecify.annotations.NullMarked;
