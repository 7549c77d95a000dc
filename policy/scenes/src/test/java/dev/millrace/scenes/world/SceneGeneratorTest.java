package dev.millrace.scenes.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneGeneratorTest {

    private static final Pattern POSITION = Pattern.compile("Is the (\\d) (left of|right of|above|below) the (\\d)\\?");

    @Test
    void shouldDrawTheSameExampleForTheSameSeedAndPlace() {
        DrawnExample one = new SceneGenerator(7, SceneStyle.SHIFTED).example(123);
        DrawnExample same = new SceneGenerator(7, SceneStyle.SHIFTED).example(123);
        DrawnExample otherSeed = new SceneGenerator(8, SceneStyle.SHIFTED).example(123);

        assertThat(same).isEqualTo(one);
        assertThat(otherSeed.image()).isNotEqualTo(one.image());
    }

    @Test
    void shouldNotRepeatPictures() {
        long distinct =
                examples(1, 700).stream().map(DrawnExample::image).distinct().count();

        assertThat(distinct).isEqualTo(700);
    }

    @Test
    void shouldBalanceTheCategoriesOfConsecutiveExamples() {
        Map<Category, Integer> counts = new EnumMap<>(Category.class);
        examples(3, 420).forEach(example -> counts.merge(example.question().category(), 1, Integer::sum));

        assertThat(counts).hasSize(7).allSatisfy((category, count) -> assertThat(count)
                .isEqualTo(60));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 99})
    void shouldAnswerAsTheSceneSays(long seed) {
        for (DrawnExample example : examples(seed, 1400)) {
            assertThat(example.question().answer())
                    .as("seed %d: %s about %s", seed, example.question(), example.scene())
                    .isEqualTo(derived(example));
        }
    }

    @Test
    void shouldAskAboutOneDigitOnlyWhereOneIsMeant() {
        for (DrawnExample example : examples(5, 1400)) {
            List<PlacedDigit> digits = example.scene().digits();
            if (example.question().category() != Category.COUNT) {
                assertThat(digits).extracting(PlacedDigit::digit).doesNotHaveDuplicates();
                assertThat(digits).extracting(PlacedDigit::color).doesNotHaveDuplicates();
            }
            assertThat(digits).hasSizeBetween(1, 4);
        }
    }

    @Test
    void shouldAskForYesAndNoAboutEquallyOften() {
        long yes = examples(11, 7000).stream()
                .filter(example -> example.question().answer().equals("yes"))
                .count();

        assertThat(yes).isBetween(430L, 570L);
    }

    @Test
    void shouldNameWhatIsSeenInGridOrder() {
        Scene scene =
                new Scene(List.of(new PlacedDigit(5, DigitColor.BLUE, 1, 0), new PlacedDigit(3, DigitColor.RED, 0, 1)));
        Question sum = new Question(Category.SUM, "What is the sum of the digits?", "", "8");
        Question color = new Question(Category.COLOR, "What color is the 3?", "3 red", "red");

        assertThat(example(scene, sum).response()).isEqualTo("<think> red 3 , blue 5 </think> 8");
        assertThat(example(scene, color).response()).isEqualTo("<think> red 3 , blue 5 . 3 red </think> red");
    }

    private static DrawnExample example(Scene scene, Question question) {
        return new DrawnExample(
                scene, new ScenePainter(SceneStyle.CLEAN).paint(scene, new java.util.SplittableRandom(1)), question);
    }

    @Test
    void shouldGiveTheEvidenceThatTheAnswerRestsOn() {
        for (DrawnExample example : examples(5, 700)) {
            Question question = example.question();
            String evidence = question.evidence();
            switch (question.category()) {
                case COLOR -> assertThat(evidence).endsWith(" " + question.answer());
                case ATTRIBUTE -> assertThat(example.scene().description()).contains(evidence);
                case COUNT -> {
                    if (question.answer().equals("0")) {
                        assertThat(evidence).matches("no \\d");
                    } else {
                        assertThat(evidence.split(" ")).hasSize(Integer.parseInt(question.answer()));
                    }
                }
                case POSITION ->
                    assertThat(evidence)
                            .matches("\\d (left|right) \\d (left|right)|" + "\\d (top|bottom) \\d (top|bottom)");
                default -> assertThat(evidence).isEmpty();
            }
        }
    }

    @Test
    void shouldPutInkOnlyIntoCellsThatHoldADigit() {
        for (DrawnExample example : examples(2, 70)) {
            for (int cell = 0; cell < 4; cell++) {
                int row = cell / 2;
                int column = cell % 2;
                boolean occupied = example.scene().digits().stream()
                        .anyMatch(placed -> placed.row() == row && placed.column() == column);
                assertThat(brightest(example, row, column) > 150)
                        .as("cell %d of %s", cell, example.scene())
                        .isEqualTo(occupied);
            }
        }
    }

    @Test
    void shouldRefuseTwoDigitsInOneCell() {
        PlacedDigit placed = new PlacedDigit(1, DigitColor.RED, 0, 0);

        assertThatThrownBy(() -> new Scene(List.of(placed, new PlacedDigit(2, DigitColor.BLUE, 0, 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("share a cell");
    }

    private static List<DrawnExample> examples(long seed, int count) {
        SceneGenerator generator = new SceneGenerator(seed, SceneStyle.CLEAN);
        return LongStream.range(0, count).mapToObj(generator::example).toList();
    }

    private static int brightest(DrawnExample example, int row, int column) {
        int brightest = 0;
        for (int y = 16 * row; y < 16 * row + 16; y++) {
            for (int x = 16 * column; x < 16 * column + 16; x++) {
                int rgb = example.image().rgb(x, y);
                brightest = Math.max(brightest, Math.max(rgb >> 16, Math.max(rgb >> 8 & 0xff, rgb & 0xff)));
            }
        }
        return brightest;
    }

    /** The answer, worked out from the words of the question alone. */
    private static String derived(DrawnExample example) {
        String text = example.question().text();
        List<PlacedDigit> digits = example.scene().digits();
        String words = text.replace("?", "");
        return switch (example.question().category()) {
            case IDENTIFY -> "" + digits.get(0).digit();
            case COUNT -> {
                char asked = words.split(" ")[2].charAt(0);
                yield ""
                        + digits.stream()
                                .filter(placed -> placed.digit() == asked - '0')
                                .count();
            }
            case COLOR -> {
                int asked = words.charAt(words.length() - 1) - '0';
                yield digits.stream()
                        .filter(placed -> placed.digit() == asked)
                        .map(placed -> placed.color().word())
                        .findFirst()
                        .orElseThrow();
            }
            case ATTRIBUTE -> {
                String asked = words.substring(words.lastIndexOf(' ') + 1);
                yield digits.stream()
                        .filter(placed -> placed.color().word().equals(asked))
                        .map(placed -> "" + placed.digit())
                        .findFirst()
                        .orElseThrow();
            }
            case POSITION -> relation(text, digits) ? "yes" : "no";
            case SUM -> "" + digits.stream().mapToInt(PlacedDigit::digit).sum();
            case LARGEST ->
                "" + digits.stream().mapToInt(PlacedDigit::digit).max().orElseThrow();
        };
    }

    private static boolean relation(String text, List<PlacedDigit> digits) {
        Matcher matcher = POSITION.matcher(text);
        assertThat(matcher.matches()).as(text).isTrue();
        PlacedDigit first = named(digits, matcher.group(1));
        PlacedDigit second = named(digits, matcher.group(3));
        return switch (matcher.group(2)) {
            case "left of" -> first.column() < second.column();
            case "right of" -> first.column() > second.column();
            case "above" -> first.row() < second.row();
            default -> first.row() > second.row();
        };
    }

    private static PlacedDigit named(List<PlacedDigit> digits, String digit) {
        return digits.stream()
                .filter(placed -> placed.digit() == Integer.parseInt(digit))
                .findFirst()
                .orElseThrow();
    }
}
