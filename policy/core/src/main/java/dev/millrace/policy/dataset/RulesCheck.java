package dev.millrace.policy.dataset;

/**
 * Knows what the rules of a prompt may ask for. Found by {@link java.util.ServiceLoader}; without any, rules are taken as they
 * stand. Implementations are stateless.
 */
@FunctionalInterface
public interface RulesCheck {

    /**
     * Refuses rules that nothing can fulfil.
     *
     * @param rules compact JSON in GenEval's metadata form
     * @throws IllegalArgumentException saying what is wrong with them
     */
    void requireValid(String rules);
}
