package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.LogProbMode;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledBy;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.ask.CheckedAnswer;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.pool.Turn;
import dev.millrace.workers.engines.probe.SamplerCapabilities;
import java.time.Duration;
import java.util.Optional;

/** Answers with all that is recorded of how they were sampled. Safe on any thread. */
final class AnswerRecords {

    private final KnownServers known;

    AnswerRecords(KnownServers known) {
        this.known = known;
    }

    /** @throws RefusedReplyException if it was drawn by weights that are none of this run's */
    SampledAnswer record(CheckedAnswer answer, Turn turn, Ask ask, int attempt, Duration took)
            throws RefusedReplyException {
        SamplerCapabilities can = known.of(turn.server());
        VersionStamp stamp = VersionStamp.of(answer, turn.weights());
        if (stamp.isMixed()) {
            turn.count("mixed");
        }
        turn.count("answers");
        return new SampledAnswer(
                answer.tokens(),
                answer.logProbs(),
                Optional.empty(),
                stamp.versions(),
                answer.text(),
                answer.finish(),
                answer.stopText(),
                new SampledBy(
                        can.engine(),
                        can.engineVersion(),
                        can.address(),
                        ask.id(),
                        stamp.weights(),
                        mode(can.logProbs(), ask.settings()),
                        can.repeats(),
                        attempt,
                        new SampledBy.Timing(Optional.empty(), Optional.empty(), Optional.of(took))));
    }

    /** Without filters there is nothing to renormalise. */
    private static LogProbMode mode(LogProbMode mode, SamplingSettings settings) {
        return mode == LogProbMode.PROCESSED && settings.filters().isOff() ? LogProbMode.TEMPERED : mode;
    }
}
