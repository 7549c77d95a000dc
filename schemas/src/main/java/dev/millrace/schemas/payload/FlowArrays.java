package dev.millrace.schemas.payload;

import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.packed.PackedFloats;

/**
 * How an image was drawn.
 *
 * @param times of the schedule, one more than it has steps
 * @param windowBegin first stochastic step, from 0
 * @param latentTokens tokens of a latent image
 * @param latentSize values of a latent token
 * @param latents before each of the n stochastic steps and after the last: (n + 1) · latentTokens · latentSize values
 */
public record FlowArrays(PackedFloats times, int windowBegin, int latentTokens, int latentSize, PackedFloats latents) {

    static FlowArrays of(FlowTrace flow) {
        return new FlowArrays(
                PackedFloats.view(flow.getTimes()),
                flow.getWindowBegin(),
                flow.getLatentTokens(),
                flow.getLatentSize(),
                PackedFloats.view(flow.getLatents()));
    }
}
