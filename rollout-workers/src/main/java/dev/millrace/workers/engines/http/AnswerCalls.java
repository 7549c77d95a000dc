package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.LostAnswer;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.ask.CheckedAnswer;
import dev.millrace.workers.engines.ask.RefusalCause;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.SampledAnswers;
import dev.millrace.workers.engines.ask.Sampler;
import dev.millrace.workers.engines.pool.ServerPool;
import dev.millrace.workers.engines.pool.Turn;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Asks for answers of a group until they are there, or must be given up. Safe on any thread. */
final class AnswerCalls {

    private final Sampler sampler;
    private final ServerPool pool;
    private final AnswerRecords records;
    private final CallReport report;
    private final int retries;

    /** @param retries how often a server that is too busy is asked again */
    AnswerCalls(Sampler sampler, ServerPool pool, AnswerRecords records, CallReport report, int retries) {
        this.sampler = sampler;
        this.pool = pool;
        this.records = records;
        this.report = report;
        this.retries = retries;
    }

    /**
     * Asks for answers that stand side by side in the group, in one request; of several, those that are not good are not asked
     * for again here.
     *
     * @return what became of each, by its index in the group
     * @throws dev.millrace.policy.rollout.EngineAwayException if no server could be asked
     */
    Map<Integer, AnswerResult> ask(GroupOrder order, int first, int count) throws InterruptedException {
        Tries tries = new Tries(retries);
        Set<SamplerServer> avoided = new HashSet<>();
        while (true) {
            order.requireWanted();
            int attempt = tries.next();
            CallFailure failure;
            boolean goesOn;
            try (Turn turn = pool.take(order.request().seed(), count, avoided)) {
                Ask ask = request(order, first, count, attempt, turn);
                try {
                    return send(turn, ask, first, attempt);
                } catch (IOException | ReplyException | RefusedReplyException e) {
                    failure = CallFailure.of(e, ask.weights());
                    goesOn = tries.goesOn(failure, report.failed(turn, failure, ask));
                }
                avoided.add(turn.server());
                if (failure.kind() == CallFailure.Kind.TOO_SLOW) {
                    sampler.giveUp(turn.server(), ask.id());
                }
            }
            if (!goesOn) {
                return lost(failure, first, count);
            }
            tries.pause(failure);
        }
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
