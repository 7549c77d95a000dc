package dev.millrace.schemas.payload;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.util.Optional;

/**
 * What a trajectory carries for each of its n response tokens, or of the n trained denoising steps of an image. Views: nothing
 * is copied, and nothing is right before it was checked.
 *
 * @param tokens ids of the response; none if it is an image
 * @param logProbs in nat, under the policy that sampled
 * @param entropies in nat; none where they were not measured
 * @param policyVersions the version of the weights that sampled each
 * @param dependency empty where it was not measured
 * @param flow how the image was drawn; empty if it is an answer in text
 * @param hasImage whether it names an image, as one with a flow must
 */
public record TrajectoryPayload(
        PackedInts tokens,
        PackedFloats logProbs,
        PackedFloats entropies,
        PackedInts policyVersions,
        Optional<DependencyArrays> dependency,
        Optional<FlowArrays> flow,
        boolean hasImage) {

    /**
     * Views a record.
     *
     * @throws IllegalArgumentException if a field's bytes are no whole number of entries
     */
    public static TrajectoryPayload of(Trajectory trajectory) {
        return new TrajectoryPayload(
                PackedInts.view(trajectory.getTokens()),
                PackedFloats.view(trajectory.getLogprobs()),
                PackedFloats.view(trajectory.getEntropies()),
                PackedInts.view(trajectory.getPolicyVersions()),
                Optional.ofNullable(trajectory.getDependency()).map(DependencyArrays::of),
                Optional.ofNullable(trajectory.getFlow()).map(FlowArrays::of),
                trajectory.getImage() != null);
    }

    /** Whether it is an image: what counts are its trained steps, and their log-probabilities are of densities. */
    public boolean isDrawn() {
        return flow.isPresent();
    }

    /** Tokens, or trained steps. */
    public int length() {
        return isDrawn() ? logProbs.length() : tokens.length();
    }

    /** The oldest version; there must be one. */
    public int oldestVersion() {
        int oldest = policyVersions.at(0);
        if (policyVersions.areEqual()) {
            return oldest;
        }
        for (int t = 1; t < policyVersions.length(); t++) {
            oldest = Math.min(oldest, policyVersions.at(t));
        }
        return oldest;
    }

    /** The newest version; there must be one. */
    public int newestVersion() {
        int newest = policyVersions.at(0);
        if (policyVersions.areEqual()) {
            return newest;
        }
        for (int t = 1; t < policyVersions.length(); t++) {
            newest = Math.max(newest, policyVersions.at(t));
        }
        return newest;
    }

    /** The first flaw of its arrays, where all that every worker publishes must be there; how an image was drawn is not looked at. */
    public Optional<PayloadFlaw> flaw() {
        return length() == 0
                ? Optional.of(new PayloadFlaw.Empty())
                : PayloadCheck.complete(this, length()).flaw();
    }

    /**
     * The same where any array may be missing.
     *
     * @param length entries that those have that are there
     */
    public Optional<PayloadFlaw> flawOfParts(int length) {
        return PayloadCheck.ofParts(this, length).flaw();
    }

    /** The first flaw of how an image was drawn; none if it is an answer in text. */
    public Optional<PayloadFlaw> drawingFlaw() {
        return hasImage || isDrawn() ? DrawingCheck.flaw(this) : Optional.empty();
    }
}
