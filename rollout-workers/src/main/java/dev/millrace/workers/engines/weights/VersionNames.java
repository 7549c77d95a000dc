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

    /** Behind the name of a version whose adapter was made stronger, to be tried. */
    static final String STRONGER = "-strong";

    private static final int DIGITS = 8;

    /** A version in a record has 32 bits. */
    private static final Pattern NAME = Pattern.compile("(.+)@v(\\d{1,9})-[0-9a-f]{" + DIGITS + "}");

    String of(PolicyVersion version, String sha256) {
        return prefix + "@v" + version + "-" + sha256.substring(0, DIGITS);
    }

    /** Whether a name is one of ours, with or without what is behind it while it is tried. */
    boolean isOurs(String name) {
        boolean isTried = name.endsWith(STRONGER);
        return version(isTried ? name.substring(0, name.length() - STRONGER.length()) : name)
                .isPresent();
    }

    /** The version that a name is of; empty if it is none of ours. */
    Optional<PolicyVersion> version(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() && parts.group(1).equals(prefix)
                ? Optional.of(new PolicyVersion(Long.parseLong(parts.group(2))))
                : Optional.empty();
    }
}
