package dev.millrace.workers.sampling;

import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the prompts of a batch ready for the policy, with their images and seeds. Confined to the worker's thread, as images
 * are read from the log.
 */
public final class BatchPreparation {

    private final long runSeed;
    private final PromptPreparation preparation;
    private final Duration imagePatience;
    private final Clock clock;

    /**
     * @param runSeed seed of the run, from which all noise derives
     * @param imagePatience how long a batch waits for images that did not arrive yet
     */
    public BatchPreparation(long runSeed, PromptPreparation preparation, Duration imagePatience, Clock clock) {
        this.runSeed = runSeed;
        this.preparation = preparation;
        this.imagePatience = imagePatience;
        this.clock = clock;
    }

    /** Prepares each prompt; one that cannot be sampled for is refused, whatever the others are. */
    public PreparedBatch prepare(List<ConsumedPrompt> prompts) {
        Instant imagesUntil = clock.instant().plus(imagePatience);
        Map<Integer, PromptOutcome.Refused> refused = new HashMap<>();
        List<PreparedBatch.Waiting> answered = new ArrayList<>();
        List<PreparedBatch.Waiting> drawn = new ArrayList<>();
        for (int place = 0; place < prompts.size(); place++) {
            ConsumedPrompt prompt = prompts.get(place);
            if (prompt instanceof ConsumedPrompt.Unreadable unreadable) {
                refused.put(place, new PromptOutcome.Refused(unreadable, DropReason.UNREADABLE, unreadable.cause()));
            } else if (prompt instanceof ConsumedPrompt.Readable readable) {
                PreparedPrompt prepared = preparation.prepare(readable.prompt(), imagesUntil);
                if (prepared instanceof PreparedPrompt.Ready fit) {
                    long seed = GroupSeed.of(runSeed, readable.group());
                    (PromptTask.isDrawn(readable.prompt()) ? drawn : answered)
                            .add(new PreparedBatch.Waiting(place, readable, new RolloutRequest(fit.input(), seed)));
                } else if (prepared instanceof PreparedPrompt.Rejected rejected) {
                    refused.put(
                            place, new PromptOutcome.Refused(readable, DropReason.PROMPT_REJECTED, rejected.cause()));
                }
            }
        }
        return new PreparedBatch(refused, answered, drawn);
    }
}
