package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.LostAnswer;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Groups, as one request each or as one for each answer. What a request for a group lacks is asked for alone, by the same seeds. A
 * group that is not whole in the end is closed as it is, if it has enough answers, or is lost as a whole.
 */
final class GroupCalls {

    private final AnswerCalls calls;
    private final DependencyScoring scoring;
    private final CallThreads threads;
    private final boolean wholeGroups;
    private final int minGroup;

    /**
     * @param wholeGroups whether a group is one request
     * @param minGroup answers that a group has at least; 0 for all
     */
    GroupCalls(AnswerCalls calls, DependencyScoring scoring, CallThreads threads, boolean wholeGroups, int minGroup) {
        this.calls = calls;
        this.scoring = scoring;
        this.threads = threads;
        this.wholeGroups = wholeGroups;
        this.minGroup = minGroup;
    }

    /** The answers by index, and why others are not there. */
    private record Gathered(List<SampledAnswer> answers, List<LostAnswer> lost) {}

    CompletableFuture<SampledGroup> sample(GroupOrder order, Optional<DependencySettings> dependency) {
        int group = order.settings().group();
        CompletableFuture<Map<Integer, AnswerResult>> results = wholeGroups
                ? asked(order, 0, group).thenCompose(first -> completed(order, first))
                : together(IntStream.range(0, group)
                        .mapToObj(index -> asked(order, index, 1))
                        .toList());
        return results.thenCompose(all -> measured(order, gathered(all, group), dependency));
    }

    private CompletableFuture<Map<Integer, AnswerResult>> asked(GroupOrder order, int first, int count) {
        return threads.run(() -> calls.ask(order, first, count))
                .whenComplete((results, failure) -> order.open().settled(count));
    }

    /** Asks for each missing answer alone. */
    private CompletableFuture<Map<Integer, AnswerResult>> completed(
            GroupOrder order, Map<Integer, AnswerResult> first) {
        List<CompletableFuture<Map<Integer, AnswerResult>>> parts = new ArrayList<>();
        parts.add(CompletableFuture.completedFuture(first));
        boolean anyGiven = first.values().stream().anyMatch(AnswerResult.Given.class::isInstance);
        first.forEach((index, result) -> {
            if (anyGiven && result instanceof AnswerResult.Missing missing && missing.mayPass()) {
                parts.add(threads.run(() -> calls.ask(order, index, 1)));
            }
        });
        return together(parts);
    }

    /** Later parts replace what earlier ones have of the same answer. */
    private static CompletableFuture<Map<Integer, AnswerResult>> together(
            List<CompletableFuture<Map<Integer, AnswerResult>>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(done -> {
            Map<Integer, AnswerResult> all = new TreeMap<>();
            parts.forEach(part -> all.putAll(part.join()));
            return all;
        });
    }

    private Gathered gathered(Map<Integer, AnswerResult> results, int group) {
        List<SampledAnswer> answers = new ArrayList<>();
        List<LostAnswer> lost = new ArrayList<>();
        results.values().forEach(result -> {
            if (result instanceof AnswerResult.Given given) {
                answers.add(given.answer());
            } else if (result instanceof AnswerResult.Missing missing) {
                lost.add(missing.lost());
            }
        });
        int least = minGroup == 0 ? group : Math.min(minGroup, group);
        return answers.size() < least ? new Gathered(List.of(), lost) : new Gathered(answers, lost);
    }

    private CompletableFuture<SampledGroup> measured(
            GroupOrder order, Gathered gathered, Optional<DependencySettings> dependency) {
        if (dependency.isEmpty() || gathered.answers().isEmpty()) {
            return CompletableFuture.completedFuture(
                    new SampledGroup(gathered.answers(), Optional.empty(), gathered.lost()));
        }
        return threads.run(() -> {
            Optional<GroupDependency> measured = scoring.measure(order, gathered.answers(), dependency.get());
            return new SampledGroup(gathered.answers(), measured, gathered.lost());
        });
    }
}
