/**
 * Feeding prompts: a data set onto the prompts topic, once or round after round, its images before it.
 *
 * <p>{@link dev.millrace.workers.feeding.PromptFeeder} runs on the thread that calls it and owns its Kafka clients.
 */
@NullMarked
package dev.millrace.workers.feeding;

import org.jspecify.annotations.NullMarked;
