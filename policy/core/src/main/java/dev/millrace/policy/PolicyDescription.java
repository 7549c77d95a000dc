package dev.millrace.policy;

import java.util.HashSet;
import java.util.Set;

/**
 * What others must know of a policy: all but its layers.
 *
 * @param family the family's name, as in {@code config.json}
 * @param architecture the architecture as JSON, as it stands in the manifest of weights; equal text is an equal architecture
 * @param vocabulary number of token ids, from 0
 * @param maxPromptTokens most text tokens in a prompt
 * @param maxResponseTokens most tokens in a response, its end mark included
 * @param abilities what it can do besides answering
 */
public record PolicyDescription(
        String family,
        String architecture,
        int vocabulary,
        int maxPromptTokens,
        int maxResponseTokens,
        Set<Ability> abilities) {

    public PolicyDescription {
        requirePositive("vocabulary", vocabulary);
        requirePositive("maxPromptTokens", maxPromptTokens);
        requirePositive("maxResponseTokens", maxResponseTokens);
        abilities = Set.copyOf(abilities);
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }

    /** The same policy where something cannot be done with it. */
    public PolicyDescription without(Ability ability) {
        Set<Ability> rest = new HashSet<>(abilities);
        rest.remove(ability);
        return new PolicyDescription(family, architecture, vocabulary, maxPromptTokens, maxResponseTokens, rest);
    }

    private static void requirePositive(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " must be at least 1, but is " + value);
        }
    }
}
