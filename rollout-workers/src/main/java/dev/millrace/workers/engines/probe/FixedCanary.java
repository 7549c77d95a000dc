package dev.millrace.workers.engines.probe;

import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.ask.CheckedAnswer;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.Sampler;
import dev.millrace.workers.engines.server.Canary;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Scores a fixed answer; where a server does not score, it takes the likeliest answer and its log-probabilities. */
public final class FixedCanary implements Canary {

    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final int LENGTH = 8;

    private final Sampler sampler;
    private final ProbePrompt probe;

    public FixedCanary(Sampler sampler, ProbePrompt probe) {
        this.sampler = sampler;
        this.probe = probe;
    }

    @Override
    public List<TokenValues> score(SamplerServer server, String name, boolean adapter)
            throws IOException, ReplyException, InterruptedException {
        try {
            if (sampler.scores()) {
                return List.of(sampler.score(server, probe.prompt(), probe.answer(), name, adapter, WITHIN));
            }
            Ask ask = new Ask(
                    probe.prompt(), SamplingSettings.greedy(LENGTH), 1, 1, name, adapter, "millrace-canary", WITHIN);
            List<TokenValues> values = new ArrayList<>();
            for (CheckedAnswer answer : sampler.sample(server, ask).good().values()) {
                values.add(answer.logProbs());
            }
            return values;
        } catch (RefusedReplyException e) {
            throw new ReplyException("the canary: " + e.getMessage(), e);
        }
    }
}
