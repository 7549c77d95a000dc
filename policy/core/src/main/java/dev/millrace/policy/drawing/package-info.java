/**
 * How an image is drawn by rectified flow, as others must know it: the settings, the schedule, and the recorded stochastic
 * steps whose densities can be computed again. Time runs from 1 (noise) to 0 (data). Pure.
 */
@NullMarked
package dev.millrace.policy.drawing;

import org.jspecify.annotations.NullMarked;
