/**
 * What somebody else writes who brings a policy, a scorer and an object store of their own: plain Java against the seams of
 * Millrace, found by {@link java.util.ServiceLoader}. A jar of this package in {@code plugins/} is all that is needed.
 *
 * <p>The policy answers from a table: a prompt is a row, a response a word, and training moves the scores of the words. It
 * cannot generalise, so what it is judged by must be what it was trained on.
 */
@NullMarked
package org.example.guests;

import org.jspecify.annotations.NullMarked;
