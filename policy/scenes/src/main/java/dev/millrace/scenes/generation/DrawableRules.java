package dev.millrace.scenes.generation;

import dev.millrace.policy.dataset.RulesCheck;

/** Rules of a data set must be about what the scene world can draw. */
public final class DrawableRules implements RulesCheck {

    @Override
    public void requireValid(String rules) {
        GenerationRules unused = GenerationRules.parse(rules);
    }
}
