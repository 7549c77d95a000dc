/**
 * Where a checkpoint or a group came from, in lines for a reader. Pure functions of what was read.
 */
@NullMarked
package dev.millrace.replay.origin;

import org.jspecify.annotations.NullMarked;
