package dev.millrace.scenes.world;

import dev.millrace.scenes.world.SceneGenerator.AskedScene;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes a scene that suits a category, the question, and the evidence that a question about one thing needs: what it asks
 * for is named before it is looked up, which a small policy learns and without which it guesses. Digits and colours differ
 * within a scene, but for counting.
 */
final class QuestionMaker {

    private static final String WHOLE_SCENE = "";
    private static final String[] RELATIONS = {"left of", "right of", "above", "below"};

    private QuestionMaker() {}

    static AskedScene make(Category category, RandomGenerator random) {
        return switch (category) {
            case IDENTIFY -> {
                Scene scene = SceneMaker.distinct(1, random);
                yield ask(
                        scene,
                        category,
                        "What digit is shown?",
                        WHOLE_SCENE,
                        digit(scene.digits().get(0)));
            }
            case COUNT -> count(random);
            case COLOR -> {
                Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
                PlacedDigit asked = pick(scene, random);
                yield ask(
                        scene,
                        category,
                        "What color is the " + asked.digit() + "?",
                        asked.digit() + " " + asked.color().word(),
                        asked.color().word());
            }
            case ATTRIBUTE -> {
                Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
                PlacedDigit asked = pick(scene, random);
                yield ask(
                        scene,
                        category,
                        "Which digit is " + asked.color().word() + "?",
                        asked.color().word() + " " + asked.digit(),
                        digit(asked));
            }
            case POSITION -> position(random);
            case SUM -> {
                Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
                int sum = scene.digits().stream().mapToInt(PlacedDigit::digit).sum();
                yield ask(scene, category, "What is the sum of the digits?", WHOLE_SCENE, Integer.toString(sum));
            }
            case LARGEST -> {
                Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
                PlacedDigit largest = scene.digits().stream()
                        .max(Comparator.comparingInt(PlacedDigit::digit))
                        .orElseThrow();
                yield ask(scene, category, "What is the largest digit?", WHOLE_SCENE, digit(largest));
            }
        };
    }

    private static AskedScene count(RandomGenerator random) {
        Scene scene = SceneMaker.repeating(2 + random.nextInt(3), random);
        boolean present = random.nextInt(5) > 0;
        int asked = present ? pick(scene, random).digit() : absent(scene, random);
        int count = scene.count(asked);
        String evidence = count == 0 ? "no " + asked : String.join(" ", Collections.nCopies(count, "" + asked));
        return ask(scene, Category.COUNT, "How many " + asked + "s are there?", evidence, Integer.toString(count));
    }

    private static int absent(Scene scene, RandomGenerator random) {
        int digit = random.nextInt(10);
        while (scene.count(digit) > 0) {
            digit = random.nextInt(10);
        }
        return digit;
    }

    private static AskedScene position(RandomGenerator random) {
        Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
        PlacedDigit first = pick(scene, random);
        PlacedDigit second = pick(scene, random);
        while (second.equals(first)) {
            second = pick(scene, random);
        }
        boolean wanted = random.nextBoolean();
        int relation = random.nextInt(RELATIONS.length);
        // Two cells stand in one or two of the four relations, so this ends after a few turns.
        while (holds(relation, first, second) != wanted) {
            relation = random.nextInt(RELATIONS.length);
        }
        String text = "Is the " + first.digit() + " " + RELATIONS[relation] + " the " + second.digit() + "?";
        boolean horizontal = relation < 2;
        String evidence = side(first, horizontal) + " " + side(second, horizontal);
        return ask(scene, Category.POSITION, text, evidence, wanted ? "yes" : "no");
    }

    private static String side(PlacedDigit placed, boolean horizontal) {
        String side = horizontal ? (placed.column() == 0 ? "left" : "right") : (placed.row() == 0 ? "top" : "bottom");
        return placed.digit() + " " + side;
    }

    private static boolean holds(int relation, PlacedDigit first, PlacedDigit second) {
        return switch (relation) {
            case 0 -> first.column() < second.column();
            case 1 -> first.column() > second.column();
            case 2 -> first.row() < second.row();
            default -> first.row() > second.row();
        };
    }

    private static PlacedDigit pick(Scene scene, RandomGenerator random) {
        List<PlacedDigit> digits = scene.digits();
        return digits.get(random.nextInt(digits.size()));
    }

    private static String digit(PlacedDigit placed) {
        return Integer.toString(placed.digit());
    }

    private static AskedScene ask(Scene scene, Category category, String text, String evidence, String answer) {
        return new AskedScene(scene, new Question(category, text, evidence, answer));
    }
}
