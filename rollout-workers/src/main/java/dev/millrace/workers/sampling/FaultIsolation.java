package dev.millrace.workers.sampling;

import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.SamplingRequest;
import dev.millrace.policy.sampling.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples a batch so that a prompt on which the policy fails fails alone.
 *
 * <p>Else such a prompt would end every worker of the run, one after the other, as each takes it over. When the policy
 * fails for several prompts in a row, it is the policy that is broken, and the worker ends before it refuses the whole
 * data set.
 */
final class FaultIsolation {

    /** What became of a request. */
    sealed interface Result {}

    record Done(List<Completion> completions, Optional<MeasuredGroup> dependency) implements Result {}

    record Failed(RuntimeException cause) implements Result {}

    private static final Logger log = LoggerFactory.getLogger(FaultIsolation.class);
    private static final int MOST_IN_A_ROW = 3;

    private final SamplingSettings settings;
    private int inARow;

    FaultIsolation(SamplingSettings settings) {
        this.settings = settings;
    }

    /** @throws IllegalStateException if the policy fails for more than three requests in a row */
    List<Result> sample(ServedPolicy policy, List<SamplingRequest> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        try {
            List<Result> results = done(policy, requests);
            inARow = 0;
            return results;
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("prompts", requests.size())
                    .setCause(e)
                    .log("sampling a batch failed; trying its prompts one by one");
            return requests.stream().map(request -> alone(policy, request)).toList();
        }
    }

    private List<Result> done(ServedPolicy policy, List<SamplingRequest> requests) {
        List<List<Completion>> completions = policy.sample(requests, settings);
        List<Optional<MeasuredGroup>> measured = policy.measure(requests, completions, settings);
        List<Result> results = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            results.add(new Done(completions.get(i), measured.get(i)));
        }
        return results;
    }

    private Result alone(ServedPolicy policy, SamplingRequest request) {
        try {
            Result done = done(policy, List.of(request)).get(0);
            inARow = 0;
            return done;
        } catch (RuntimeException e) {
            inARow++;
            if (inARow > MOST_IN_A_ROW) {
                throw new IllegalStateException(
                        "the policy failed for " + inARow + " prompts in a row, the last time with: " + e, e);
            }
            return new Failed(e);
        }
    }
}
