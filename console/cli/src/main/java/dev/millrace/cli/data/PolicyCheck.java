package dev.millrace.cli.data;

import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.EntryCheck;
import dev.millrace.policy.dataset.RowFault;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImagePublisher;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeedPrompt;
import dev.millrace.workers.sampling.PolicyPreparation;
import dev.millrace.workers.sampling.PreparedPrompt;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses what the workers of a run would refuse, by their own code, and what the feeder could not publish. For one thread.
 */
public final class PolicyCheck implements EntryCheck {

    private static final RunId NO_RUN = new RunId("check");
    private static final String UNKNOWN_WORD = "<unk>";

    private final PromptFormat format;
    private final boolean draws;
    private final boolean hasStore;
    private final Clock clock;
    private long withUnknownWords;

    /**
     * @param draws whether the policy can be asked for images
     * @param hasStore whether there is an object store for what is too large for the log
     */
    public PolicyCheck(PromptFormat format, boolean draws, boolean hasStore, Clock clock) {
        this.format = format;
        this.draws = draws;
        this.hasStore = hasStore;
        this.clock = clock;
    }

    /** Entries that were taken and have words that the policy does not know. */
    public long withUnknownWords() {
        return withUnknownWords;
    }

    @Override
    public Optional<Refusal> refusal(DatasetEntry entry) {
        for (EncodedImage image : entry.images()) {
            if (image.size() > ImagePublisher.MAX_IMAGE_BYTES && !hasStore) {
                return Optional.of(new Refusal(
                        RowFault.IMAGE_TOO_LARGE,
                        "an image has " + image.size() + " bytes as PNG, more than the "
                                + ImagePublisher.MAX_IMAGE_BYTES
                                + " that go through the log; make it smaller, or set kafka.store"));
            }
        }
        FeedEntry fed = FeedEntries.of(entry);
        try {
            FeedPrompt.requireRoom(fed);
        } catch (IllegalArgumentException e) {
            return Optional.of(new Refusal(RowFault.TOO_LARGE, String.valueOf(e.getMessage())));
        }
        return refusedByWorkers(entry, fed);
    }

    private Optional<Refusal> refusedByWorkers(DatasetEntry entry, FeedEntry fed) {
        Map<String, EncodedImage> images = new HashMap<>();
        entry.images().forEach(image -> images.put(image.digest().sha256(), image));
        List<ImageRef> references = entry.images().stream()
                .map(image -> new ImageRef(image.digest().sha256(), image.mediaType()))
                .toList();
        PreparedPrompt prepared = new PolicyPreparation(
                        format, (reference, patience) -> known(images, reference), draws, clock)
                .prepare(FeedPrompt.of(fed, references, NO_RUN), Instant.MAX);
        if (prepared instanceof PreparedPrompt.Rejected rejected) {
            return Optional.of(
                    new Refusal(RowFault.POLICY, String.valueOf(rejected.cause().getMessage())));
        }
        PreparedPrompt.Ready ready = (PreparedPrompt.Ready) prepared;
        if (format.pieces(ready.input().tokens()).contains(UNKNOWN_WORD)) {
            withUnknownWords++;
        }
        return Optional.empty();
    }

    private static EncodedImage known(Map<String, EncodedImage> images, ImageRef reference) {
        EncodedImage image = images.get(reference.getSha256());
        if (image == null) {
            throw new IllegalStateException("a prompt names an image that its entry has not");
        }
        return image;
    }
}
