package dev.millrace.scenes.generation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an image must show, in GenEval's metadata form, over the scene world: classes are the digits {@code "0"} to
 * {@code "9"}, colours those of {@link dev.millrace.scenes.world.DigitColor}.
 *
 * @param tag the category
 * @param prompt the text
 * @param include what must be there, at least one object
 * @param exclude what must not be there; no positions
 */
public record GenerationRules(String tag, String prompt, List<ObjectRule> include, List<ObjectRule> exclude) {

    /** @throws RulesException naming the rules that contradict each other, or that no scene can fulfil */
    public GenerationRules {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        Contradictions.refuse(include, exclude);
    }

    /** Rules of included objects alone. */
    public static GenerationRules of(String tag, String prompt, ObjectRule... include) {
        return new GenerationRules(tag, prompt, List.of(include), List.of());
    }

    /**
     * Rules of included objects of different classes, of each no more than asked for: a policy that is rewarded for what
     * is there alone learns to draw it several times.
     */
    public static GenerationRules exactly(String tag, String prompt, ObjectRule... include) {
        return new GenerationRules(
                tag,
                prompt,
                List.of(include),
                Stream.of(include)
                        .map(object -> ObjectRule.of(object.digit(), object.count() + 1))
                        .toList());
    }

    /**
     * Reads rules.
     *
     * @param json an object with {@code include} and, where they matter, {@code tag}, {@code prompt}, {@code exclude};
     *     nothing else
     * @throws RulesException if it is malformed, has a field that is not known, names a class, colour or relation that
     *     does not exist, or contradicts itself
     */
    public static GenerationRules parse(String json) {
        return RulesParser.parse(json);
    }

    /** The rules as compact JSON, as {@link #parse} reads them. */
    public String toJson() {
        ObjectNode rules = JsonNodeFactory.instance.objectNode();
        rules.put("tag", tag);
        rules.put("prompt", prompt);
        write(rules.putArray("include"), include);
        if (!exclude.isEmpty()) {
            write(rules.putArray("exclude"), exclude);
        }
        return rules.toString();
    }

    private static void write(ArrayNode list, List<ObjectRule> objects) {
        for (ObjectRule object : objects) {
            ObjectNode entry = list.addObject();
            entry.put("class", Integer.toString(object.digit()));
            entry.put("count", object.count());
            object.color().ifPresent(color -> entry.put("color", color.word()));
            object.position().ifPresent(position -> entry.putArray("position")
                    .add(position.relation().label())
                    .add(position.other()));
        }
    }

    /**
     * Holds the rules against the objects of an image: for each included object its count, its colour where one is asked
     * for, and its position (so many of these objects stand in the relation to one of the others); for each excluded one
     * that there are fewer. A colour earns credit also where the count is short, other than in Flow-GRPO's reward.
     */
    public Verification verify(List<DetectedObject> objects) {
        return new Verification(RuleChecks.of(include, exclude, objects));
    }
}
