package dev.millrace.workers.engines.ask;

import java.util.Map;

/**
 * What a reply holds, by the index of the answer.
 *
 * @param good answers that may be used
 * @param refused why others may not
 */
public record SampledAnswers(Map<Integer, CheckedAnswer> good, Map<Integer, RefusedReplyException> refused) {

    public SampledAnswers {
        good = Map.copyOf(good);
        refused = Map.copyOf(refused);
    }
}
