/**
 * Logged groups settled again, by the code that settles them live: same door, same assembly, same credit, same records.
 *
 * <p>Pure functions of a group and settings, safe on any thread; they read no topic and write none.
 */
@NullMarked
package dev.millrace.streams.replay;

import org.jspecify.annotations.NullMarked;
