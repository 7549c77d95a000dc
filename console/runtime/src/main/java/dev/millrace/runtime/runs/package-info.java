/**
 * The runs of a cluster: which there are, what each has there, and how one of them goes without harm to the others.
 *
 * <p>Everything is asked of the broker and read from the topics, on the caller's thread; nothing keeps state.
 */
@NullMarked
package dev.millrace.runtime.runs;

import org.jspecify.annotations.NullMarked;
