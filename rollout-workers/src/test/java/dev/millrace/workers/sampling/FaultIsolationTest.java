package dev.millrace.workers.sampling;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultIsolationTest {

    @Test
    void shouldRefuseNoPromptForALackOfMemory() {
        // Given a policy that gets no memory
        RuntimeException lacking =
                new RuntimeException("DefaultCPUAllocator: can't allocate memory: you tried to allocate 7 bytes.");
        RolloutRequest request = new RolloutRequest(new PolicyInput(Tokens.of(1), List.of(), List.of()), 1);

        // When it is asked for a single prompt
        assertThatThrownBy(() -> new FaultIsolation("sampling")
                        .sample(
                                requests -> {
                                    throw lacking;
                                },
                                List.of(request)))
                // Then the worker ends, and the prompt is not refused
                .isSameAs(lacking);
    }
}
