package dev.millrace.policy.weights;

import dev.millrace.policy.PolicyVersion;
import java.util.Optional;

/**
 * A version of a policy's weights as it travels: what a learner publishes and an engine applies, whole or not at all.
 *
 * @param version the version that a policy has once it is applied
 * @param family which kind of policy takes it, as {@code config.json} of a checkpoint names it
 * @param kind what the tensors are
 * @param base SHA-256 of the encoded weights that it is to be applied to, in hexadecimal; empty for {@link UpdateKind#FULL}
 * @param architecture the policy's architecture as JSON, in the family's own words
 * @param tensors the encoded tensors
 */
public record PolicyUpdate(
        PolicyVersion version,
        String family,
        UpdateKind kind,
        Optional<String> base,
        String architecture,
        EncodedTensors tensors) {

    /** @throws IllegalArgumentException if full weights name a base, or others name none */
    public PolicyUpdate {
        if (base.isPresent() == (kind == UpdateKind.FULL)) {
            throw new IllegalArgumentException("version " + version + " is " + kind + " and "
                    + base.map(digest -> "names the base " + digest).orElse("names no base")
                    + "; an adapter or a delta names one, full weights do not");
        }
    }

    /** All weights of a version. */
    public static PolicyUpdate full(PolicyVersion version, String family, String architecture, EncodedTensors tensors) {
        return new PolicyUpdate(version, family, UpdateKind.FULL, Optional.empty(), architecture, tensors);
    }

    /** How messages name it. */
    public String name() {
        return "weights version " + version;
    }
}
