package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.packed.PackedFloats;

/**
 * The latent images in which something was drawn, as JSON: of each token the first three values, which a page shows as
 * colours, or the first alone where there are fewer. What they decode to is known to the policy's autoencoder only. Pure.
 */
final class LatentsJson {

    private static final int COLOURS = 3;

    private LatentsJson() {}

    /** Step by step, each as {@code tokens × shown} values; none where the record holds no whole step. */
    static ObjectNode of(FlowTrace flow, ObjectMapper json) {
        PackedFloats latents = PackedFloats.view(flow.getLatents());
        int tokens = Math.max(1, flow.getLatentTokens());
        int size = Math.max(1, flow.getLatentSize());
        int shown = size < COLOURS ? 1 : COLOURS;
        long step = (long) tokens * size;
        ObjectNode node = json.createObjectNode();
        node.put("tokens", tokens).put("size", size).put("shown", shown).put("window_begin", flow.getWindowBegin());
        TrajectoryJson.floats(node, "times", flow.getTimes());
        ArrayNode steps = node.putArray("steps");
        for (long begin = 0; begin + step <= latents.length(); begin += step) {
            ArrayNode values = steps.addArray();
            for (int token = 0; token < tokens; token++) {
                for (int i = 0; i < shown; i++) {
                    float value = latents.at((int) begin + token * size + i);
                    if (Float.isFinite(value)) {
                        values.add(value);
                    } else {
                        values.add(0);
                    }
                }
            }
        }
        return node;
    }
}
