package dev.millrace.workers.engines.http;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.schemas.http.Quote;
import dev.millrace.workers.engines.ask.CheckedAnswer;
import dev.millrace.workers.engines.ask.RefusalCause;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.WeightSpan;
import dev.millrace.workers.engines.server.WeightsLease;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which weights drew the tokens of an answer. An adapter has a name of its own for each version, so all tokens are of it. Where
 * the server says spans, these count. Else the version at the beginning is compared with that at the end: where they differ the
 * answer is mixed, its record says so, and all its tokens count as the older.
 *
 * @param versions one for each token
 * @param weights the name for the record; begins with {@value #MIXED} where it is not known which token is of which
 */
record VersionStamp(TokenVersions versions, String weights) {

    static final String MIXED = "mixed ";

    boolean isMixed() {
        return weights.startsWith(MIXED);
    }

    /** @throws RefusedReplyException if it was drawn by weights that are none of this run's */
    static VersionStamp of(CheckedAnswer answer, WeightsLease lease) throws RefusedReplyException {
        int length = answer.tokens().length();
        List<WeightSpan> spans = answer.spans();
        if (!lease.isAdapter() && !spans.isEmpty()) {
            // An older server says what it has at the end; that it says once.
            return spans.size() == 1 && spans.get(0).begin() < 0
                    ? ends(length, lease, Optional.of(version(spans.get(0).label(), lease)))
                    : spans(spans, length, lease);
        }
        return ends(length, lease, lease.isAdapter() ? Optional.empty() : lease.versionNow());
    }

    private static VersionStamp ends(int length, WeightsLease lease, Optional<PolicyVersion> end) {
        PolicyVersion begun = lease.version();
        if (end.isEmpty() || end.get().equals(begun)) {
            return new VersionStamp(TokenVersions.all(begun, length), lease.name());
        }
        PolicyVersion older = begun.compareTo(end.get()) < 0 ? begun : end.get();
        return new VersionStamp(TokenVersions.all(older, length), MIXED + begun + " to " + end.get());
    }

    private static VersionStamp spans(List<WeightSpan> spans, int length, WeightsLease lease)
            throws RefusedReplyException {
        int[] versions = new int[length];
        int at = 0;
        for (WeightSpan span : spans) {
            if (span.begin() != at || span.end() < at || span.end() > length) {
                throw new RefusedReplyException(
                        RefusalCause.WEIGHTS,
                        "the spans of weights do not cover the answer: " + Quote.of(spans.toString()));
            }
            Arrays.fill(
                    versions,
                    at,
                    span.end(),
                    Math.toIntExact(version(span.label(), lease).value()));
            at = span.end();
        }
        if (at != length) {
            throw new RefusedReplyException(
                    RefusalCause.WEIGHTS,
                    "the spans of weights end at " + at + " of " + length + " tokens: " + Quote.of(spans.toString()));
        }
        return new VersionStamp(
                TokenVersions.of(versions), spans.get(spans.size() - 1).label());
    }

    private static PolicyVersion version(String label, WeightsLease lease) throws RefusedReplyException {
        return lease.versionOf(label)
                .orElseThrow(() -> new RefusedReplyException(
                        RefusalCause.WEIGHTS,
                        "the server has sampled with weights " + Quote.of(label) + ", which are not of this run"));
    }
}
