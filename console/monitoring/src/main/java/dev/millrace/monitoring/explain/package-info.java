/**
 * Where a number of a run comes from: what the metric means, the records that hold it or that it was made of, and the
 * formula, calculated again from those records where that is possible without the policy.
 *
 * <p>Nothing is kept: each question reads the log anew, within bounds that are told.
 */
@NullMarked
package dev.millrace.monitoring.explain;

import org.jspecify.annotations.NullMarked;
