package dev.millrace.workers.engines.ask;

import dev.millrace.policy.rollout.SamplingSettings;
import java.time.Duration;

/**
 * A request for answers to one prompt.
 *
 * @param settings how they are drawn; its group is not looked at
 * @param seed of the first of them; the next has the next
 * @param count how many
 * @param weights the name of the weights
 * @param adapter whether that is the name of an adapter
 * @param id of this request, for the server's log
 * @param within longest time
 */
public record Ask(
        ServedPrompt prompt,
        SamplingSettings settings,
        long seed,
        int count,
        String weights,
        boolean adapter,
        String id,
        Duration within) {}
