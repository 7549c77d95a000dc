/**
 * Scenes the project draws itself: one to four coloured digits as jittered strokes on a 2×2 grid, with a question, the
 * thinking that names what is seen, and the answer.
 *
 * <p>Everything is a pure function of a seed; no fonts, no native code, no files. Safe on any thread.
 */
@NullMarked
package dev.millrace.scenes.world;

import org.jspecify.annotations.NullMarked;
