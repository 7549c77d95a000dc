/**
 * Logged groups under other settings, other scorers, other deadlines; and the proof that the same settings give the same
 * bits.
 *
 * <p>One group at a time on the caller's thread; scorers that are asked again run on threads of their own.
 */
@NullMarked
package dev.millrace.replay.credit;

import org.jspecify.annotations.NullMarked;
