package dev.millrace.policy;

/**
 * Which weights: the learner's step that made them, monotone from 0.
 *
 * @param value the step
 */
public record PolicyVersion(long value) implements Comparable<PolicyVersion> {

    /** The base policy, before any step. */
    public static final PolicyVersion INITIAL = new PolicyVersion(0);

    public PolicyVersion {
        if (value < 0) {
            throw new IllegalArgumentException("a policy version is not negative, but this is " + value);
        }
    }

    @Override
    public int compareTo(PolicyVersion other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
