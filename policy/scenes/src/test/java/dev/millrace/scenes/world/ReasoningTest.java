package dev.millrace.scenes.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.scenes.generation.ScenePrior;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReasoningTest {

    private static final Set<String> COLORS =
            Arrays.stream(DigitColor.values()).map(DigitColor::word).collect(Collectors.toSet());

    private final SceneGenerator scenes = new SceneGenerator(3, SceneStyle.CLEAN);

    private List<String> words(Told told) {
        return List.of((told.seen() + " " + told.rest()).split(" "));
    }

    private Told tell(Reasoning reasoning, long index) {
        return reasoning.tell(scenes.example(index), new SplittableRandom(index));
    }

    @Test
    void shouldTellNamesAloneAsTheBasePolicyLearnedThem() {
        DrawnExample drawn = scenes.example(2);

        Told told = Reasoning.SHORT.tell(drawn, new SplittableRandom(1));

        assertThat(told.seen() + " " + told.rest()).isEqualTo(drawn.response());
    }

    @Test
    void shouldBeMostlyLanguageWhereItIsLong() {
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        double names = 0;
        double all = 0;
        for (long index = 0; index < 700; index++) {
            Told told = tell(Reasoning.LONG, index);
            List<String> words = words(told);
            List<String> thinking = words.subList(0, words.indexOf("</think>"));
            long named = thinking.stream()
                    .filter(word -> COLORS.contains(word) || word.matches("\\d"))
                    .count();

            assertThat(tokenizer.encode(String.join(" ", words)).length())
                    .isEqualTo(words.size())
                    .isBetween(58, Reasoning.LONGEST - 1);
            assertThat(tokenizer.decode(tokenizer.encode(String.join(" ", words))))
                    .doesNotContain("<unk>");
            assertThat((double) named / thinking.size()).as("%s", words).isBetween(0.04, 0.15);
            names += named;
            all += thinking.size();
        }
        assertThat(names / all).isBetween(0.05, 0.12);
    }

    @Test
    void shouldNameAllThatIsSeenAndEndWithTheAnswer() {
        for (long index = 0; index < 70; index++) {
            DrawnExample drawn = scenes.example(index);

            Told told = tell(Reasoning.LONG, index);

            for (PlacedDigit placed : drawn.scene().digits()) {
                assertThat(told.seen()).contains(placed.color().word() + " " + placed.digit());
            }
            assertThat(told.rest())
                    .contains(drawn.question().evidence())
                    .endsWith("</think> " + drawn.question().answer());
        }
    }

    @Test
    void shouldBeWordedFreely() {
        DrawnExample drawn = scenes.example(3);

        Set<String> told = LongStream.range(0, 50)
                .mapToObj(seed ->
                        Reasoning.LONG.tell(drawn, new SplittableRandom(seed)).seen())
                .collect(Collectors.toCollection(HashSet::new));

        assertThat(told).hasSizeGreaterThan(45);
    }

    @Test
    void shouldShowTheUsualScenesForTheirShare() {
        SceneGenerator biased = new SceneGenerator(3, SceneStyle.CLEAN, 0.8, ScenePrior::isColoredAsUsual);

        long usual = LongStream.range(0, 210)
                .mapToObj(biased::example)
                .filter(drawn -> ScenePrior.isColoredAsUsual(drawn.scene()))
                .count();

        assertThat(usual).isBetween(140L, 200L);
        assertThat(new SceneGenerator(3, SceneStyle.CLEAN, 0, scene -> false).example(9))
                .isEqualTo(scenes.example(9));
    }
}
