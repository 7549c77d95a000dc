package dev.millrace.scenes.generation;

import java.util.ArrayList;
import java.util.List;

/** Holds rules against objects, part by part. */
final class RuleChecks {

    private RuleChecks() {}

    static List<RuleCheck> of(List<ObjectRule> include, List<ObjectRule> exclude, List<DetectedObject> objects) {
        List<RuleCheck> checks = new ArrayList<>();
        for (int i = 0; i < include.size(); i++) {
            included(i, include, objects, checks);
        }
        for (int i = 0; i < exclude.size(); i++) {
            ObjectRule rule = exclude.get(i);
            int found = rule.among(objects).size();
            checks.add(RuleCheck.fewer(
                    "exclude[" + i + "]", "fewer than " + rule.count() + " of " + rule.what(), found, rule.count()));
        }
        return checks;
    }

    private static void included(
            int index, List<ObjectRule> include, List<DetectedObject> objects, List<RuleCheck> checks) {
        ObjectRule rule = include.get(index);
        String name = "include[" + index + "]";
        int ofClass = ObjectRule.of(rule.digit(), 1).among(objects).size();
        checks.add(RuleCheck.atLeast(name + ".count", rule.count() + " of " + rule.digit(), ofClass, rule.count()));
        List<DetectedObject> these = rule.among(objects);
        if (rule.color().isPresent()) {
            checks.add(RuleCheck.atLeast(
                    name + ".color", rule.count() + " of " + rule.what(), these.size(), rule.count()));
        }
        rule.position().ifPresent(position -> {
            ObjectRule other = include.get(position.other());
            int standing = standing(these, position.relation(), other.among(objects));
            String asked = rule.what() + " " + position.relation().label() + " " + other.what();
            checks.add(RuleCheck.atLeast(name + ".position", asked, standing, rule.count()));
        });
    }

    /** How many objects stand in a relation to one of the others at least. */
    private static int standing(List<DetectedObject> objects, Relation relation, List<DetectedObject> others) {
        return (int) objects.stream()
                .filter(object -> others.stream().anyMatch(other -> Relation.between(object.box(), other.box())
                        .contains(relation)))
                .count();
    }
}
