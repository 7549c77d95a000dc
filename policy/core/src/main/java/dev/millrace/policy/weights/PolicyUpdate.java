package dev.millrace.policy.weights;

import dev.millrace.policy.PolicyVersion;
import java.util.Optional;

/**
 * A version of a policy's weights as it travels: what a learner publishes and an engine applies, whole or not at all.
 *
 * @param version the version that a policy has once it is applied
 * @param family which kind of policy takes it, as {@code config.json} of a checkpoint names it
 * @param kind what the tensors are
 * @param base SHA-256, in hexadecimal, that identifies the weights that it is to be applied to: of a delta those of their
 *     encoded bytes, of an adapter the digest that the family has for a checkpoint; empty for {@link UpdateKind#FULL}
 * @param architecture the policy's architecture as JSON, in the family's own words
 * @param adapter the form of an {@link UpdateKind#ADAPTER}; empty for others
 * @param tensors the encoded tensors
 */
public record PolicyUpdate(
        PolicyVersion version,
        String family,
        UpdateKind kind,
        Optional<String> base,
        String architecture,
        Optional<AdapterForm> adapter,
        EncodedTensors tensors) {

    /** @throws IllegalArgumentException if full weights name a base, others name none, or what is no adapter has its form */
    public PolicyUpdate {
        if (base.isPresent() == (kind == UpdateKind.FULL)) {
            throw new IllegalArgumentException("version " + version + " is " + kind + " and "
                    + base.map(digest -> "names the base " + digest).orElse("names no base")
                    + "; an adapter or a delta names one, full weights do not");
        }
        if (adapter.isPresent() != (kind == UpdateKind.ADAPTER)) {
            throw new IllegalArgumentException("version " + version + " is " + kind + " and says "
                    + adapter.map(form -> "the form of an adapter: " + form).orElse("no form of an adapter"));
        }
    }

    /** All weights of a version. */
    public static PolicyUpdate full(PolicyVersion version, String family, String architecture, EncodedTensors tensors) {
        return new PolicyUpdate(
                version, family, UpdateKind.FULL, Optional.empty(), architecture, Optional.empty(), tensors);
    }

    /** An adapter of a version. */
    public static PolicyUpdate adapter(
            PolicyVersion version,
            String family,
            String base,
            String architecture,
            AdapterForm form,
            EncodedTensors tensors) {
        return new PolicyUpdate(
                version, family, UpdateKind.ADAPTER, Optional.of(base), architecture, Optional.of(form), tensors);
    }

    /** How messages name it. */
    public String name() {
        return "weights version " + version;
    }
}
