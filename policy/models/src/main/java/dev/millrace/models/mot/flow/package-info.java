/**
 * Drawing by rectified flow: schedules, the deterministic and the stochastic sampler, densities of recorded steps, and the
 * training loss. Time runs from 1 (noise) to 0 (data). The maths is pure; what holds native arrays says so.
 */
@NullMarked
package dev.millrace.models.mot.flow;

import org.jspecify.annotations.NullMarked;
