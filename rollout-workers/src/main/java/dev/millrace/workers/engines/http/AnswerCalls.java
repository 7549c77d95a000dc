package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.LostAnswer;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.ask.CheckedAnswer;
import dev.millrace.workers.engines.ask.RefusalCause;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.SampledAnswers;
import dev.millrace.workers.engines.ask.Sampler;
import dev.millrace.workers.engines.pool.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks for answers of a group until they are there, or must be given up. Safe on any thread. */
final class AnswerCalls {

    private final Sampler sampler;
    private final PatientCalls calls;
    private final AnswerRecords records;
    private final CallReport report;

    AnswerCalls(Sampler sampler, PatientCalls calls, AnswerRecords records, CallReport report) {
        this.sampler = sampler;
        this.calls = calls;
        this.records = records;
        this.report = report;
    }

    /**
     * Asks for answers that stand side by side in the group, in one request; of several, those that are not good are not asked
     * for again here.
     *
     * @return what became of each, by its index in the group
     * @throws dev.millrace.policy.rollout.EngineAwayException if no server could be asked
     */
    Map<Integer, AnswerResult> ask(GroupOrder order, int first, int count) throws InterruptedException {
        return calls.ask(order, count, new PatientCalls.Question<>() {
            @Override
            public Ask ask(Turn turn, int attempt) {
                return request(order, first, count, attempt, turn);
            }

            @Override
            public Map<Integer, AnswerResult> send(Turn turn, Ask ask, int attempt)
                    throws IOException, ReplyException, RefusedReplyException, InterruptedException {
                return AnswerCalls.this.send(turn, ask, first, attempt);
            }

            @Override
            public Map<Integer, AnswerResult> lost(Turn turn, CallFailure failure) {
                return AnswerCalls.lost(failure, first, count);
            }
        });
    }

    private static Ask request(GroupOrder order, int first, int count, int attempt, Turn turn) {
        return new Ask(
                order.prompt(),
                order.settings(),
                AnswerSeed.of(order.request().seed(), first),
                count,
                turn.weights().name(),
                turn.weights().isAdapter(),
                order.requestId(first, attempt),
                turn.limit(order.settings().maxTokens()));
    }

    private Map<Integer, AnswerResult> send(Turn turn, Ask ask, int first, int attempt)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        long begun = System.nanoTime();
        SampledAnswers answers = sampler.sample(turn.server(), ask);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Map<Integer, AnswerResult> results = new TreeMap<>();
        Map<Integer, RefusedReplyException> refused = new TreeMap<>();
        int longest = 0;
        for (int i = 0; i < ask.count(); i++) {
            try {
                CheckedAnswer good = good(answers, i);
                longest = Math.max(longest, good.tokens().length());
                results.put(first + i, new AnswerResult.Given(records.record(good, turn, ask, attempt, took)));
            } catch (RefusedReplyException e) {
                refused.put(first + i, e);
            }
        }
        Optional<RefusedReplyException> spoiled =
                refused.values().stream().filter(one -> one.why().mayPass()).findFirst();
        if (results.isEmpty() && (spoiled.isPresent() || ask.count() == 1)) {
            // Weights that are broken spoil all answers: no prompt is to blame until others succeed.
            throw spoiled.orElseGet(() -> refused.values().iterator().next());
        }
        for (Map.Entry<Integer, RefusedReplyException> one : refused.entrySet()) {
            CallFailure failure = CallFailure.of(one.getValue(), ask.weights());
            report.refused(turn, failure);
            results.put(one.getKey(), missing(failure, one.getKey()));
        }
        if (spoiled.isPresent()) {
            turn.spoiled(took, longest);
        } else {
            turn.succeeded(took, longest);
        }
        return results;
    }

    private static CheckedAnswer good(SampledAnswers answers, int index) throws RefusedReplyException {
        RefusedReplyException refused = answers.refused().get(index);
        if (refused != null) {
            throw refused;
        }
        CheckedAnswer good = answers.good().get(index);
        if (good == null) {
            throw new RefusedReplyException(
                    RefusalCause.CHOICES, "the server has given no answer with the index " + index);
        }
        return good;
    }

    private static Map<Integer, AnswerResult> lost(CallFailure failure, int first, int count) {
        Map<Integer, AnswerResult> results = new TreeMap<>();
        for (int i = first; i < first + count; i++) {
            results.put(i, missing(failure, i));
        }
        return results;
    }

    private static AnswerResult missing(CallFailure failure, int index) {
        return new AnswerResult.Missing(
                new LostAnswer(index, failure.cause(), failure.detail()), failure.kind() != CallFailure.Kind.REFUSED);
    }
}
