/**
 * Perturbed views of a prompt's image, and how much the prediction of each response token depends on the image, measured
 * with them (visual dependency S and visual inconsistency S').
 *
 * <p>Stateless, safe on any thread; native memory is freed before a measurement returns.
 */
@NullMarked
package dev.millrace.models.mot.views;

import org.jspecify.annotations.NullMarked;
