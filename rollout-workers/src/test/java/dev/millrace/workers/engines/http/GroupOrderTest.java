package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.workers.engines.ask.ServedPrompt;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GroupOrderTest {

    /** A server refuses an id that is under way, as that of a request may be which another worker has given up. */
    @Test
    void shouldNeverUseAnIdTwice() {
        RolloutRequest request = EngineUnderTest.requests(1).get(0);
        ServedPrompt prompt = ServedPrompt.of(request.input(), new BytesServed(), List.of());
        GroupOrder order = new GroupOrder(
                request,
                prompt,
                new SamplingSettings(4, 1, 6),
                new AnswerDemand(() -> 1).begin(4),
                new AtomicBoolean());

        String first = order.requestId(2, 1);
        String again = order.requestId(2, 1);

        assertThat(again).startsWith("millrace-3e8-2-1-").isNotEqualTo(first);
    }
}
