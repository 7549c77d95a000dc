package dev.millrace.scenes.generation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions whose answer is to be drawn. Of the ways in which a fact is asked for, one is held out: that the policy knows
 * a fact can only come from training, that it understands another wording of it can be tested.
 */
final class KnowledgePrompts {

    private record Asked(String text, KnowledgeFact fact) {}

    private final Map<DrawingCategory, List<Asked>> byCategory = new EnumMap<>(DrawingCategory.class);

    KnowledgePrompts(Split split) {
        List<KnowledgeFact> facts = KnowledgeFact.builtIn();
        for (int i = 0; i < facts.size(); i++) {
            KnowledgeFact fact = facts.get(i);
            List<String> phrasings = fact.phrasings();
            int heldOut = i % phrasings.size();
            for (int phrasing = 0; phrasing < phrasings.size(); phrasing++) {
                if ((phrasing == heldOut) == (split == Split.HELD_OUT)) {
                    byCategory
                            .computeIfAbsent(fact.category(), category -> new ArrayList<>())
                            .add(new Asked(phrasings.get(phrasing), fact));
                }
            }
        }
    }

    DrawingTask make(DrawingCategory category, Draws draws) {
        Asked asked = draws.any(byCategory.getOrDefault(category, List.of()));
        int answer = asked.fact().answer();
        GenerationRules rules = GenerationRules.exactly(category.label(), asked.text(), ObjectRule.of(answer, 1));
        return new DrawingTask(
                asked.text(),
                category,
                rules,
                SceneSearch.find(rules, draws.random()).orElseThrow(),
                Optional.empty(),
                Optional.of(Integer.toString(answer)));
    }
}
