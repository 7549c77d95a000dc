package dev.millrace.models.mot.sampling;

import dev.millrace.models.mot.model.ModelPrompt;

/**
 * A prompt to answer.
 *
 * @param seed with the index in the group and the position it fixes every draw
 */
public record SamplingRequest(ModelPrompt prompt, long seed) {}
