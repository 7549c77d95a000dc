package dev.millrace.policy.views;

import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.TokenStates;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The responses to one prompt without repetitions: a sharp policy often answers alike, and equal tokens have equal
 * dependencies.
 *
 * @param completions each kind once, in the order of their first appearance
 * @param states that these were drawn from
 * @param kinds for each response, which of them it is
 */
record DistinctResponses(List<Completion> completions, List<TokenStates> states, List<Integer> kinds) {

    static DistinctResponses of(List<Completion> group, List<TokenStates> groupStates) {
        Map<Tokens, Integer> known = new HashMap<>();
        List<Completion> completions = new ArrayList<>();
        List<TokenStates> states = new ArrayList<>();
        List<Integer> kinds = new ArrayList<>();
        for (int index = 0; index < group.size(); index++) {
            Completion completion = group.get(index);
            int kind = known.computeIfAbsent(completion.tokens(), tokens -> completions.size());
            if (kind == completions.size()) {
                completions.add(completion);
                states.add(groupStates.get(index));
            }
            kinds.add(kind);
        }
        return new DistinctResponses(List.copyOf(completions), List.copyOf(states), List.copyOf(kinds));
    }

    /** Tokens of the longest. */
    int longest() {
        return completions.stream()
                .mapToInt(completion -> completion.tokens().length())
                .max()
                .orElse(0);
    }

    /** What was measured of each kind, for each response. */
    GroupDependency spread(GroupDependency measured) {
        return new GroupDependency(
                measured.seed(), kinds.stream().map(measured.responses()::get).toList());
    }
}
