package dev.millrace.policy.rollout;

import dev.millrace.policy.PolicyVersion;
import java.util.Arrays;

/** Which weights sampled each token of an answer, or each trained step of a drawing: immutable, never boxed. */
public final class TokenVersions {

    private final int[] versions;

    private TokenVersions(int[] versions) {
        this.versions = versions;
    }

    /** One version for all of {@code length} tokens. */
    public static TokenVersions all(PolicyVersion version, int length) {
        int[] versions = new int[length];
        Arrays.fill(versions, Math.toIntExact(version.value()));
        return new TokenVersions(versions);
    }

    /** These versions, copied: one for each token. */
    public static TokenVersions of(int... versions) {
        return new TokenVersions(versions.clone());
    }

    public int length() {
        return versions.length;
    }

    /** The version of the token at a position from 0. */
    public int at(int position) {
        return versions[position];
    }

    /** A copy of the versions. */
    public int[] toArray() {
        return versions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenVersions tokens && Arrays.equals(versions, tokens.versions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(versions);
    }

    @Override
    public String toString() {
        return Arrays.toString(versions);
    }
}
