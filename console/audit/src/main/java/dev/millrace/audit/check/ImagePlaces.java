package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.LoggedSampling;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of images in what was trained: one for each image of the prompt, one after another, and the same grid wherever the
 * same image was made ready by the same processor. Part of one check; for one thread.
 */
final class ImagePlaces {

    /** An image as one processor makes it ready. */
    private record Seen(String image, String processor) {}

    private record Grid(int length, int frames, int rows, int columns) {
        static Grid of(ImageSpan span) {
            return new Grid(span.getLength(), span.getFrames(), span.getRows(), span.getColumns());
        }

        @Override
        public String toString() {
            return length + " tokens of a grid of " + frames + "x" + rows + "x" + columns;
        }
    }

    private record First(TrajectoryId id, Grid grid) {}

    private final Evidence evidence;
    private final Findings findings;
    private final Map<Seen, First> grids = new HashMap<>();

    ImagePlaces(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void examine() {
        evidence.trained().keySet().stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .forEach(id -> {
                    GroupEvidence group = evidence.group(id.group().value());
                    List<LoggedTrajectory> records =
                            group == null ? List.of() : group.trajectories().getOrDefault(id.index(), List.of());
                    if (!records.isEmpty()) {
                        LoggedSampling sampling = records.get(0).sampling();
                        examine(id, sampling, sampling.digests());
                    }
                });
    }

    private void examine(TrajectoryId id, LoggedSampling sampling, @Nullable PromptDigests digests) {
        List<ImageSpan> spans = sampling.spans();
        if (spans.isEmpty()) {
            return;
        }
        if (spans.size() != sampling.images().size()) {
            findings.breach(
                    id,
                    "it names places of " + spans.size() + " images, but its prompt has "
                            + sampling.images().size());
            return;
        }
        long free = 0;
        for (int i = 0; i < spans.size(); i++) {
            ImageSpan span = spans.get(i);
            if (span.getLength() < 1 || span.getOffset() < free) {
                findings.breach(
                        id,
                        "image " + i + " stands at " + span.getOffset() + " with " + span.getLength()
                                + " tokens, where there is no room for it");
                return;
            }
            free = (long) span.getOffset() + span.getLength();
            Seen seen = new Seen(sampling.images().get(i), digests == null ? "" : digests.getProcessor());
            Grid grid = Grid.of(span);
            First first = grids.putIfAbsent(seen, new First(id, grid));
            if (first != null && !first.grid().equals(grid)) {
                findings.breach(
                        id, "image " + seen.image() + " has " + grid + ", but " + first.grid() + " in " + first.id());
            }
        }
    }
}
