/**
 * Records that were set aside as bad: what there is, and putting them back after a repair. Runs on the command's thread.
 */
@NullMarked
package dev.millrace.monitoring.deadletters;

import org.jspecify.annotations.NullMarked;
