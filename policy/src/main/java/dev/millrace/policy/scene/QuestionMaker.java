package dev.millrace.policy.scene;

import dev.millrace.policy.scene.SceneGenerator.AskedScene;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes a scene that suits a category, and the question. Digits and colours differ within a scene, but for counting. */
final class QuestionMaker {

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
                        asked.color().word());
            }
            case ATTRIBUTE -> {
                Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
                PlacedDigit asked = pick(scene, random);
                yield ask(scene, category, "Which digit is " + asked.color().word() + "?", digit(asked));
            }
            case POSITION -> position(random);
            case SUM -> {
                Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
                int sum = scene.digits().stream().mapToInt(PlacedDigit::digit).sum();
                yield ask(scene, category, "What is the sum of the digits?", Integer.toString(sum));
            }
            case LARGEST -> {
                Scene scene = SceneMaker.distinct(2 + random.nextInt(2), random);
                PlacedDigit largest = scene.digits().stream()
                        .max(Comparator.comparingInt(PlacedDigit::digit))
                        .orElseThrow();
                yield ask(scene, category, "What is the largest digit?", digit(largest));
            }
        };
    }

    private static AskedScene count(RandomGenerator random) {
        Scene scene = SceneMaker.repeating(2 + random.nextInt(3), random);
        boolean present = random.nextInt(5) > 0;
        int asked = present ? pick(scene, random).digit() : absent(scene, random);
        return ask(scene, Category.COUNT, "How many " + asked + "s are there?", Integer.toString(scene.count(asked)));
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
        return ask(scene, Category.POSITION, text, wanted ? "yes" : "no");
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

    private static AskedScene ask(Scene scene, Category category, String text, String answer) {
        return new AskedScene(scene, new Question(category, text, answer));
    }
}
