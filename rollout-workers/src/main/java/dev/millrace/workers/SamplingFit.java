package dev.millrace.workers;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import java.util.Optional;

/** Whether a policy can be sampled as a configuration says. Pure. */
public final class SamplingFit {

    private SamplingFit() {}

    /** Why not, in one line that begins with the key; empty if it can. */
    public static Optional<String> of(WorkerConfig config, PolicyDescription policy) {
        if (config.maxResponseTokens() > policy.maxResponseTokens()) {
            return Optional.of("worker.max_response_tokens is " + config.maxResponseTokens()
                    + ", but the policy (family " + policy.family() + ") gives at most " + policy.maxResponseTokens());
        }
        if (!config.sampling().filters().isOff() && !policy.can(Ability.FILTERS_TOKENS)) {
            return Optional.of("worker.top_p, top_k, min_p and bad_words: what samples for policies of family "
                    + policy.family() + " draws from all tokens; leave them out");
        }
        if (!config.stop().isEmpty() && !policy.can(Ability.STOPS_AT_TEXT)) {
            return Optional.of("worker.stop: what samples for policies of family " + policy.family()
                    + " ends answers at their end mark only; leave it out");
        }
        return Optional.empty();
    }
}
