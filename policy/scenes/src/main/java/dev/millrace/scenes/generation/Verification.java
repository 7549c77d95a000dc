package dev.millrace.scenes.generation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The rules of a prompt held against one image: one check for each part, at least one. */
public record Verification(List<RuleCheck> checks) {

    public Verification {
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("rules without a part to check");
        }
        checks = List.copyOf(checks);
    }

    /** Whether every rule holds (LVRPO, arXiv 2603.27693, equation 7). */
    public boolean holds() {
        return checks.stream().allMatch(RuleCheck::holds);
    }

    /** The mean of the checks' credits: partial credit as Flow-GRPO's GenEval reward gives it. From 0 to 1. */
    public double credit() {
        return checks.stream().mapToDouble(RuleCheck::credit).average().orElseThrow();
    }

    /** The checks as a compact JSON list. */
    public String toJson() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (RuleCheck check : checks) {
            ObjectNode entry = list.addObject();
            entry.put("rule", check.rule());
            entry.put("asked", check.asked());
            entry.put("found", check.found());
            entry.put("credit", check.credit());
            entry.put("holds", check.holds());
        }
        return list.toString();
    }
}
