/**
 * What turns a loss into new weights: gradient collection, clipping, AdamW and the learning-rate schedule.
 *
 * <p>A trainer and the policy it trains belong to one thread. Used alike by pretraining and by the learner.
 */
@NullMarked
package dev.millrace.models.training;

import org.jspecify.annotations.NullMarked;
