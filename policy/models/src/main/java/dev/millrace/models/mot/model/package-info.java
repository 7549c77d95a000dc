/**
 * The decoder-only transformer, its parameters and its inputs.
 *
 * <p>A prompt (image and question) is encoded once into a {@link dev.millrace.models.mot.model.Prefix}; any number of
 * continuations attend to it. Sampling, scoring, training and pretraining all run this one path.
 *
 * <p>Threads: {@link dev.millrace.models.mot.model.Transformer} has no state of its own and may be used by several threads;
 * a prefix, a cache or an NDArray belongs to the thread and the scope that made it. Weights own their arrays and are
 * freed when the last {@link dev.millrace.models.mot.model.WeightsLease} is closed.
 */
@NullMarked
package dev.millrace.models.mot.model;

import org.jspecify.annotations.NullMarked;
