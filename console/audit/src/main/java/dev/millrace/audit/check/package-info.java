/**
 * The promises of the design, each as checks over the evidence of a run. A check is pure: evidence in, findings out. It
 * recomputes with code of its own; only the check of promise 9 uses the maths that made the numbers, to compare bits.
 */
@NullMarked
package dev.millrace.audit.check;

import org.jspecify.annotations.NullMarked;
