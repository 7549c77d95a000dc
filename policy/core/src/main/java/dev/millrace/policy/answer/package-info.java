/**
 * What a response says, as text: where its answer is, whether the answer agrees with a reference, whether the response
 * has the asked form. The accuracy and format scorers and the evaluation share these rules.
 *
 * <p>Pure functions, safe on any thread.
 */
@NullMarked
package dev.millrace.policy.answer;

import org.jspecify.annotations.NullMarked;
