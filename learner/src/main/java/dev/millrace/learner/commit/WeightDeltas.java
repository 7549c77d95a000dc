package dev.millrace.learner.commit;

import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.DeltaAnchor;
import dev.millrace.schemas.weights.EncodedDelta;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightChunks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which versions on the log are whole, and which are what has changed since the last whole one, of which a copy is kept
 * here. The first version of a learner is whole, so that nothing depends on what another one has published. Belongs to the
 * learner's thread.
 */
public final class WeightDeltas {

    /** A delta that is longer than this share of the whole costs both sides more work than it saves. */
    private static final double MOST_SHARE = 0.75;

    private final int anchorEvery;
    private @Nullable DeltaAnchor anchor;
    private int since;

    /** @param anchorEvery every so many-th version is whole; 1 for all of them */
    public WeightDeltas(int anchorEvery) {
        this.anchorEvery = anchorEvery;
    }

    /** A version as it goes through the log. */
    PublishedWeights onLog(
            RunId run, PolicyUpdate update, int chunkBytes, long settledGroups, Lineages lineages, Instant now) {
        if (anchorEvery == 1 || update.kind() != UpdateKind.FULL) {
            return PublishedWeights.onLog(run, update, chunkBytes, settledGroups, lineages, now);
        }
        int version = Math.toIntExact(update.version().value());
        WeightAnnouncement announcement = PublishedWeights.announcement(run, update, settledGroups, lineages, now);
        try {
            Optional<EncodedDelta> delta = delta(update);
            if (delta.isPresent()) {
                since++;
                WeightChunks chunks = delta.get().chunks(run, version, chunkBytes);
                return new PublishedWeights(announcement.inChunksOf(delta.get(), chunks), chunks);
            }
            anchor = DeltaAnchor.of(
                    version, update.tensors().sha256(), update.tensors().bytes(), update.tensors()::open);
            since = 1;
        } catch (IOException e) {
            throw new UncheckedIOException(update.name() + " cannot be read", e);
        }
        WeightChunks chunks = new WeightChunks(
                run, version, update.tensors()::open, update.tensors().bytes(), chunkBytes);
        return new PublishedWeights(announcement.inChunksAsAnchor(chunks), chunks);
    }

    /** Empty where the version is to be whole. */
    private Optional<EncodedDelta> delta(PolicyUpdate update) throws IOException {
        DeltaAnchor from = anchor;
        long bytes = update.tensors().bytes();
        if (from == null
                || since >= anchorEvery
                || from.version() >= update.version().value()
                || from.length() != bytes) {
            return Optional.empty();
        }
        EncodedDelta delta = from.delta(update.tensors()::open);
        return delta.length() <= MOST_SHARE * bytes ? Optional.of(delta) : Optional.empty();
    }
}
