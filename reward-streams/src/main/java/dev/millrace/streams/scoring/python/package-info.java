/**
 * Scorers that are functions in Python, in the forms that they have elsewhere. A function runs in processes of its own,
 * which may hang, fork, end or be killed: the scorer ends and replaces them, and always has a verdict.
 *
 * <p>The other half is written in Python and lies beside this package as resources; the two speak over the pipes of the
 * process, which the user's function cannot reach. Each process has a thread that speaks with it and one that reads what
 * it prints.
 */
@NullMarked
package dev.millrace.streams.scoring.python;

import org.jspecify.annotations.NullMarked;
