package dev.millrace.scenes.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Thinking that is mostly language: what is seen, in sentences that are worded freely, among others that say nothing about the image.
 * Between 5 and 15 % of its tokens name what is seen. Pure.
 */
final class LongReasoning {

    /** Tokens of the thinking for each that names what is seen, and at the least. */
    private static final int TOKENS_PER_NAME = 10;

    private static final int SHORTEST = 56;

    private static final String NAMED = "#";

    private static final List<String> SEEN = List.of(
            "there is a # in the picture .",
            "the next object is a # .",
            "at this point of the image it is a # .",
            "one of the objects shown is the # .",
            "what is in the next column ? it is a # .",
            "and this one is a # .");

    private static final List<String> ASIDES = List.of(
            "the image is a square , and a square have four sides .",
            "all objects in this picture are digits .",
            "count all the objects from left to right and from top to bottom .",
            "a number may have more than one digit , and this one does not .",
            "the same digit at a different point is a different object .",
            "where is the next object ? it is in the top row or in the bottom row .",
            "two and two are four , and four and one are five .",
            "one more than six is seven , and one less than six is five .",
            "the difference between nine and seven is two .",
            "the number of sides of a triangle is three .",
            "the total is not shown in the image .",
            "how many objects are there ? not more than four .",
            "a month is less than a year , and a week is more than all the days of a weekend .",
            "there are five fingers on a hand and ten on both .",
            "which one is first and which is second ? take one and next to it the second .",
            "there are no more than two objects in a row .");

    private static final List<String> RESTED_ON =
            List.of("and that is # .", "take # from the picture .", "it is # that count .");

    private LongReasoning() {}

    /** Thinking and answer of a question about a scene, worded by chance. */
    static Told tell(DrawnExample drawn, RandomGenerator random) {
        List<String> names = new ArrayList<>(drawn.scene().digits().stream()
                .map(placed -> placed.color().word() + " " + placed.digit())
                .toList());
        if (names.size() == 1) {
            // Told once, it would be lost among the other words.
            names.add(names.get(0));
        }
        String evidence = drawn.question().evidence();
        int named = 2 * names.size() + (evidence.isEmpty() ? 0 : words(evidence));
        List<String> sentences = new ArrayList<>();
        names.forEach(name -> sentences.add(any(SEEN, random).replace(NAMED, name)));
        int length = sentences.stream().mapToInt(LongReasoning::words).sum();
        List<String> asides = new ArrayList<>(ASIDES);
        while (length < Math.max(SHORTEST, TOKENS_PER_NAME * named) && !asides.isEmpty()) {
            String aside = asides.remove(random.nextInt(asides.size()));
            sentences.add(random.nextInt(sentences.size() + 1), aside);
            length += words(aside);
        }
        String seen = "<think> " + sentences.stream().collect(Collectors.joining(" "));
        String rest = evidence.isEmpty() ? "" : any(RESTED_ON, random).replace(NAMED, evidence) + " ";
        return new Told(seen, rest + "</think> " + drawn.question().answer());
    }

    private static int words(String text) {
        return text.split(" ").length;
    }

    private static String any(List<String> sentences, RandomGenerator random) {
        return sentences.get(random.nextInt(sentences.size()));
    }
}
