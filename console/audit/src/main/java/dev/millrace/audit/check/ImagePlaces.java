package dev.millrace.audit.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.LoggedSampling;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.id.TrajectoryId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of images in what was trained: one for each image of the prompt, one after another, and the same grid wherever the
 * same image was made ready by the same processor. Part of one check; for one thread.
 */
final class ImagePlaces {

    /** A digest of an image and of the processor that made it ready: a run may have very many of them. */
    private record Seen(long high, long low) {
        static Seen of(String image, String processor) {
            ByteBuffer digest = ByteBuffer.wrap(
                    HexFormat.of().parseHex(Sha256.of(ByteBuffer.wrap((image + ' ' + processor).getBytes(UTF_8)))));
            return new Seen(digest.getLong(), digest.getLong());
        }
    }

    private record Grid(int length, int frames, int rows, int columns) {
        static Grid of(ImageSpan span) {
            return new Grid(span.getLength(), span.getFrames(), span.getRows(), span.getColumns());
        }

        @Override
        public String toString() {
            return length + " tokens of a grid of " + frames + "x" + rows + "x" + columns;
        }
    }

    /** Where an image was met first. */
    private record First(String id, Grid grid) {}

    private final Findings findings;
    private final Map<Seen, First> firsts = new HashMap<>();
    private final Map<Grid, Grid> grids = new HashMap<>();

    ImagePlaces(Findings findings) {
        this.findings = findings;
    }

    /** Looks at what was trained of a group. */
    void examine(GroupEvidence group) {
        for (int index : group.trained().keySet()) {
            List<LoggedTrajectory> records = group.trajectories().getOrDefault(index, List.of());
            if (!records.isEmpty()) {
                LoggedSampling sampling = records.get(0).sampling();
                examine(records.get(0).id(), sampling, sampling.digests());
            }
        }
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
            String image = sampling.images().get(i);
            Seen seen = Seen.of(image, digests == null ? "" : digests.getProcessor());
            Grid grid = grids.computeIfAbsent(Grid.of(span), given -> given);
            First first = firsts.putIfAbsent(seen, new First(id.toString(), grid));
            if (first != null && !first.grid().equals(grid)) {
                findings.breach(id, "image " + image + " has " + grid + ", but " + first.grid() + " in " + first.id());
            }
        }
    }
}
