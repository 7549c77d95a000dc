package dev.millrace.workers.engines.weights;

import dev.millrace.policy.PolicyVersion;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What versions are called at a server: {@code NAME@v12-1f0c9a44}. The digits are of the digest of the weights, so that one name
 * never means two weights: a server may outlive the run that filled it.
 *
 * @param prefix the name before the mark
 */
record VersionNames(String prefix) {

    private static final int DIGITS = 8;
    private static final Pattern NAME = Pattern.compile("(.+)@v(\\d{1,18})-[0-9a-f]{" + DIGITS + "}");

    String of(PolicyVersion version, String sha256) {
        return prefix + "@v" + version + "-" + sha256.substring(0, DIGITS);
    }

    /** The version that a name is of; empty if it is none of ours. */
    Optional<PolicyVersion> version(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() && parts.group(1).equals(prefix)
                ? Optional.of(new PolicyVersion(Long.parseLong(parts.group(2))))
                : Optional.empty();
    }
}
