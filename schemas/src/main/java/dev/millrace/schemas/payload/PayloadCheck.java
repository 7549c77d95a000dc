package dev.millrace.schemas.payload;

import dev.millrace.schemas.packed.NonNegative;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.packed.TokenLogProbs;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of a payload belong together and hold finite numbers, and numbers that can be: the log-probabilities of tokens
 * are some, and no version, entropy or divergence is below 0.
 *
 * @param length entries that each array has
 * @param isWhole whether each must be there, but for entropies and dependency, which need not have been measured
 */
record PayloadCheck(TrajectoryPayload payload, int length, boolean isWhole) {

    static PayloadCheck complete(TrajectoryPayload payload, int length) {
        return new PayloadCheck(payload, length, true);
    }

    static PayloadCheck ofParts(TrajectoryPayload payload, int length) {
        return new PayloadCheck(payload, length, false);
    }

    /** The first flaw in the order of the fields: it decides what a drop is called. */
    Optional<PayloadFlaw> flaw() {
        boolean isText = !payload.isDrawn();
        PayloadFlaw flaw = isText ? length(PayloadField.TOKENS, payload.tokens().length(), isWhole) : null;
        flaw = flaw != null ? flaw : versions(payload.policyVersions());
        flaw = flaw != null ? flaw : logProbs(isText);
        flaw = flaw != null ? flaw : entropies(isText);
        if (flaw == null && payload.dependency().isPresent()) {
            flaw = dependency(payload.dependency().get());
        }
        return Optional.ofNullable(flaw);
    }

    private @Nullable PayloadFlaw logProbs(boolean isText) {
        PackedFloats values = payload.logProbs();
        if (isWell(values, isWhole, -Float.MAX_VALUE, isText ? TokenLogProbs.LARGEST : Float.MAX_VALUE)) {
            return null;
        }
        PayloadFlaw flaw = finite(PayloadField.LOGPROBS, values, isWhole);
        return flaw != null || !isText ? flaw : probabilities(values);
    }

    private @Nullable PayloadFlaw entropies(boolean isText) {
        PackedFloats values = payload.entropies();
        if (isWell(values, false, isText ? NonNegative.SMALLEST : -Float.MAX_VALUE, Float.MAX_VALUE)) {
            return null;
        }
        PayloadFlaw flaw = finite(PayloadField.ENTROPIES, values, false);
        return flaw != null || !isText ? flaw : notBelow0(PayloadField.ENTROPIES, values);
    }

    /** Whether there are as many as there must be and all are in their range: each is looked at once. */
    private boolean isWell(PackedFloats values, boolean isRequired, float least, float most) {
        boolean isThere = values.length() == length || (values.length() == 0 && !isRequired);
        return isThere && values.areWithin(least, most);
    }

    private @Nullable PayloadFlaw versions(PackedInts versions) {
        PayloadFlaw flaw = length(PayloadField.POLICY_VERSIONS, versions.length(), isWhole);
        int below = NonNegative.firstBelow(versions);
        return flaw != null || below < 0
                ? flaw
                : new PayloadFlaw.Below0(PayloadField.POLICY_VERSIONS, below, versions.at(below));
    }

    private static @Nullable PayloadFlaw probabilities(PackedFloats logProbs) {
        int above = TokenLogProbs.firstAbove(logProbs);
        return above < 0 ? null : new PayloadFlaw.NoProbability(above, logProbs.at(above));
    }

    private @Nullable PayloadFlaw dependency(DependencyArrays dependency) {
        if (isWell(dependency.strong(), isWhole, NonNegative.SMALLEST, Float.MAX_VALUE)
                && isWell(dependency.weak(), isWhole, NonNegative.SMALLEST, Float.MAX_VALUE)) {
            return null;
        }
        PayloadFlaw flaw = finite(PayloadField.STRONG, dependency.strong(), isWhole);
        flaw = flaw != null ? flaw : finite(PayloadField.WEAK, dependency.weak(), isWhole);
        flaw = flaw != null ? flaw : notBelow0(PayloadField.STRONG, dependency.strong());
        return flaw != null ? flaw : notBelow0(PayloadField.WEAK, dependency.weak());
    }

    private @Nullable PayloadFlaw length(PayloadField field, int entries, boolean isRequired) {
        return entries == length || (entries == 0 && !isRequired)
                ? null
                : new PayloadFlaw.WrongLength(field, entries, length);
    }

    private @Nullable PayloadFlaw finite(PayloadField field, PackedFloats values, boolean isRequired) {
        PayloadFlaw flaw = length(field, values.length(), isRequired);
        for (int t = 0; flaw == null && t < values.length(); t++) {
            if (!Float.isFinite(values.at(t))) {
                flaw = new PayloadFlaw.NotFinite(field, t, values.at(t));
            }
        }
        return flaw;
    }

    private static @Nullable PayloadFlaw notBelow0(PayloadField field, PackedFloats values) {
        int below = NonNegative.firstBelow(values);
        return below < 0 ? null : new PayloadFlaw.Below0(field, below, values.at(below));
    }
}
