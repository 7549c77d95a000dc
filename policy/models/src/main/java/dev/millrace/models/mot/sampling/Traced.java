package dev.millrace.models.mot.sampling;

import java.util.List;

/**
 * Completions with the states they were drawn from.
 *
 * @param completions of each request's group, in the order of the requests
 * @param states of each completion
 */
public record Traced(List<List<Completion>> completions, List<List<TokenStates>> states) {

    /** @throws IllegalArgumentException if there are not as many states as completions */
    public Traced {
        completions = completions.stream().map(List::copyOf).toList();
        states = states.stream().map(List::copyOf).toList();
        if (!completions.stream()
                .map(List::size)
                .toList()
                .equals(states.stream().map(List::size).toList())) {
            throw new IllegalArgumentException("completions and states must be as many in each group");
        }
    }
}
