package dev.millrace.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.packed.PackedFloats;
import org.junit.jupiter.api.Test;

class LatentsJsonTest {

    @Test
    void shouldGiveTheFirstValuesOfEachTokenStepByStep() {
        FlowTrace flow = flow(2, 4, 0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, Float.NaN, 33, 40);

        JsonNode latents = LatentsJson.of(flow, new ObjectMapper());

        assertThat(latents.path("steps"))
                .as("a step that is not whole is left out")
                .hasToString("[[0.0,1.0,2.0,10.0,11.0,12.0],[20.0,21.0,22.0,30.0,31.0,0]]");
        assertThat(latents.path("shown").asInt()).isEqualTo(3);
        assertThat(latents.path("window_begin").asInt()).isEqualTo(1);
    }

    @Test
    void shouldGiveOneValueWhereATokenHasTwo() {
        JsonNode latents = LatentsJson.of(flow(1, 2, 5, 6), new ObjectMapper());

        assertThat(latents.path("shown").asInt()).isEqualTo(1);
        assertThat(latents.path("steps")).hasToString("[[5.0]]");
    }

    private static FlowTrace flow(int tokens, int size, float... latents) {
        return FlowTrace.newBuilder()
                .setTimes(PackedFloats.of(1, 0.5f, 0).bytes())
                .setWindowBegin(1)
                .setLatentTokens(tokens)
                .setLatentSize(size)
                .setLatents(PackedFloats.of(latents).bytes())
                .setNoiseLevel(0.7f)
                .build();
    }
}
