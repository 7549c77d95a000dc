package dev.millrace.models.mot.views;

import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.TokenStates;
import dev.millrace.policy.text.DistinctSequences;
import java.util.List;

/**
 * The responses to one prompt without repetitions: equal tokens have equal dependencies.
 *
 * @param completions each kind once, in the order of their first appearance
 * @param states that these were drawn from
 * @param kinds for each response, which of them it is
 */
record DistinctResponses(List<Completion> completions, List<TokenStates> states, List<Integer> kinds) {

    static DistinctResponses of(List<Completion> group, List<TokenStates> states) {
        DistinctSequences distinct =
                DistinctSequences.of(group.stream().map(Completion::tokens).toList());
        return new DistinctResponses(
                distinct.firsts().stream().map(group::get).toList(),
                distinct.firsts().stream().map(states::get).toList(),
                distinct.kinds());
    }

    /** Tokens of the longest. */
    int longest() {
        return completions.stream()
                .mapToInt(completion -> completion.tokens().length())
                .max()
                .orElse(0);
    }

    /** What was measured of each kind, for each response. */
    MeasuredGroup spread(MeasuredGroup measured) {
        return new MeasuredGroup(
                measured.seed(), kinds.stream().map(measured.responses()::get).toList());
    }
}
