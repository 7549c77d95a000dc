package dev.millrace.workers.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.rollout.LostAnswer;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.text.Tokens;
import dev.millrace.workers.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

    @Test
    void shouldRefuseAPromptThatServersHaveNoAnswersFor() {
        FaultIsolation isolation = new FaultIsolation("answering");

        List<FaultIsolation.Result> results = isolation.sample(requests -> lost(requests.size()), requests(20));

        assertThat(results).hasSize(20).allSatisfy(result -> assertThat(
                        ((FaultIsolation.Done) result).rollout().why())
                .contains("answer 0 (status_400): too long"));
    }

    @Test
    void shouldEndWhereServersHaveNoAnswersForAnyPrompt() {
        FaultIsolation isolation = new FaultIsolation("answering");
        List<FaultIsolation.Result> first = isolation.sample(requests -> lost(requests.size()), requests(20));

        assertThatThrownBy(() -> isolation.sample(requests -> lost(requests.size()), requests(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("33 prompts in a row")
                .hasMessageContaining("too long");

        assertThat(first).hasSize(20);
    }

    @Test
    void shouldGoOnWhereOthersAreAnsweredInBetween() {
        FaultIsolation isolation = new FaultIsolation("answering");
        Rollout answered = new Rollout.Answers(new SampledGroup(List.of(Samples.answer(1, 0.5f)), Optional.empty()));

        for (int batch = 0; batch < 5; batch++) {
            List<Rollout> mixed = new ArrayList<>(lost(19));
            mixed.add(answered);
            assertThat(isolation.sample(requests -> mixed, requests(20))).hasSize(20);
        }
    }

    private static List<RolloutRequest> requests(int count) {
        return Collections.nCopies(count, new RolloutRequest(new PolicyInput(Tokens.of(1), List.of(), List.of()), 1));
    }

    private static List<Rollout> lost(int count) {
        return Collections.nCopies(
                count,
                new Rollout.Answers(new SampledGroup(
                        List.of(), Optional.empty(), List.of(new LostAnswer(0, "status_400", "too long")))));
    }
}
