package dev.millrace.scenes.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.generation.GenerationRules;
import dev.millrace.scenes.generation.ObjectRule;
import dev.millrace.scenes.generation.Relation;
import dev.millrace.scenes.referee.DualEncoder;
import dev.millrace.scenes.referee.ObjectReader;
import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.scenes.world.SceneStyle;
import dev.millrace.schemas.avro.Task;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judges with the referees that ship, on painted scenes. */
class ImageJudgesTest {

    private static final PlacedDigit RED_3 = new PlacedDigit(3, DigitColor.RED, 0, 0);
    private static final PlacedDigit BLUE_7 = new PlacedDigit(7, DigitColor.BLUE, 1, 1);
    private static final String RULES = GenerationRules.of(
                    "position",
                    "a red 3 left of a blue 7",
                    ObjectRule.of(7, DigitColor.BLUE),
                    ObjectRule.of(3, DigitColor.RED).at(Relation.LEFT_OF, 0))
            .toJson();
    private static final Sample POSITION = sample("a red 3 left of a blue 7", null, RULES);

    @Test
    void shouldHoldImagesAgainstRules() {
        try (InstructionJudge judge = new InstructionJudge(ObjectReader.shipped(), InstructionConfig.defaults())) {
            assertThat(score(judge, POSITION, RED_3, BLUE_7)).isEqualTo(1);
            assertThat(score(judge, POSITION, new PlacedDigit(3, DigitColor.GREEN, 0, 0), BLUE_7))
                    .isEqualTo(0);
            assertThat(score(judge, POSITION, new PlacedDigit(3, DigitColor.RED, 0, 1), BLUE_7))
                    .isEqualTo(0);
        }
    }

    @Test
    void shouldSayOfEachRuleHowItStandsAndGiveCreditForIt() {
        // Given
        InstructionConfig partial = new InstructionConfig(Referees.SHIPPED, InstructionCredit.PARTIAL);
        try (InstructionJudge judge = new InstructionJudge(ObjectReader.shipped(), partial)) {
            // When: four of five parts hold
            Verdict verdict = verdict(judge, POSITION, new PlacedDigit(3, DigitColor.RED, 0, 1), BLUE_7);

            // Then
            assertThat(verdict).isInstanceOfSatisfying(Verdict.Scored.class, scored -> {
                assertThat(scored.value()).isEqualTo(0.8);
                assertThat(scored.detail())
                        .contains("\"rule\":\"include[1].position\",\"asked\":\"red 3 left of blue 7\",\"found\":0");
            });
            assertThat(judge.version()).isEqualTo("1-partial");
        }
    }

    @Test
    void shouldFailRulesThatNoImageCanFulfil() {
        try (InstructionJudge judge = new InstructionJudge(ObjectReader.shipped(), InstructionConfig.defaults())) {
            Sample cat = sample("a cat", null, "{\"include\":[{\"class\":\"cat\",\"count\":1}]}");

            assertThat(verdict(judge, cat, RED_3))
                    .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.cause())
                            .contains("cannot be verified", "unknown class \"cat\""));
            Sample misspelt = sample("a 3", null, "{\"include\":[{\"class\":\"3\",\"count\":1,\"colour\":\"blue\"}]}");
            assertThat(verdict(judge, misspelt, RED_3))
                    .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.cause())
                            .contains("rule include[0] has the unknown field \"colour\"; did you mean \"color\"?"));
            assertThat(judge.abstains(sample("a 3", null, null))).contains("the prompt has no rules");
        }
    }

    @Test
    void shouldBeSureOfTheAnswerThatIsDrawnAlone() {
        try (KnowledgeJudge judge = new KnowledgeJudge(ObjectReader.shipped())) {
            Sample three = sample("draw the number of sides of a triangle", "3", null);

            assertThat(score(judge, three, RED_3)).isGreaterThan(0.9);
            assertThat(score(judge, three, RED_3, BLUE_7)).isBetween(0.4, 0.6);
            assertThat(score(judge, three, BLUE_7)).isLessThan(0.1);
            assertThat(judge.abstains(sample("a 3", null, null))).isPresent();
            assertThat(judge.abstains(sample("a 12", "12", null))).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"three", "03", " 3. ", "3.0", "a three"})
    void shouldReadTheAnswerInItsNormalForm(String reference) {
        try (KnowledgeJudge judge = new KnowledgeJudge(ObjectReader.shipped())) {
            Sample three = sample("draw the number of sides of a triangle", reference, null);

            assertThat(judge.abstains(three)).isEmpty();
            assertThat(score(judge, three, RED_3)).isGreaterThan(0.9);
        }
    }

    @Test
    void shouldRankImagesByMeaningInEveryMode() {
        for (SemanticMode mode : SemanticMode.values()) {
            try (SemanticJudge judge =
                    new SemanticJudge(DualEncoder.shipped(), new SemanticConfig(Referees.SHIPPED, mode, 2, 0))) {
                double right = score(judge, POSITION, RED_3, BLUE_7);

                assertThat(right)
                        .as(mode.name())
                        .isGreaterThan(score(
                                judge,
                                POSITION,
                                new PlacedDigit(5, DigitColor.GREEN, 0, 0),
                                new PlacedDigit(1, DigitColor.WHITE, 1, 1)));
            }
        }
    }

    @Test
    void shouldFindACopyWorseThanTheOneThatWasAskedFor() {
        Sample one = sample("a red 3", null, null);
        PlacedDigit copy = new PlacedDigit(3, DigitColor.RED, 1, 1);
        try (SemanticJudge judge = new SemanticJudge(DualEncoder.shipped(), SemanticConfig.defaults())) {
            assertThat(score(judge, one, RED_3)).isGreaterThan(score(judge, one, RED_3, copy) + 0.05);
        }
    }

    @Test
    void shouldBeTalkedRoundByWhatItJudgesOnlyIfItLearns() {
        PlacedDigit wrong = new PlacedDigit(5, DigitColor.GREEN, 0, 0);
        try (SemanticJudge frozen = new SemanticJudge(
                        DualEncoder.shipped(), new SemanticConfig(Referees.SHIPPED, SemanticMode.DENSE, 2, 0));
                SemanticJudge learning = new SemanticJudge(
                        DualEncoder.shipped(), new SemanticConfig(Referees.SHIPPED, SemanticMode.DENSE, 2, 1e-3))) {
            double honest = score(frozen, POSITION, wrong);
            double before = score(learning, POSITION, wrong);
            for (int i = 0; i < 30; i++) {
                score(frozen, POSITION, wrong);
                score(learning, POSITION, wrong);
            }

            assertThat(before).isEqualTo(honest);
            assertThat(score(frozen, POSITION, wrong)).isEqualTo(honest);
            assertThat(score(learning, POSITION, wrong)).isGreaterThan(honest + 0.2);
            assertThat(frozen.version()).isEqualTo("2-dense-2");
            assertThat(learning.version()).isEqualTo("2-dense-2-learning");
        }
    }

    @Test
    void shouldAbstainWhereMeaningIsNothingToGoBy() {
        try (SemanticJudge dense = new SemanticJudge(
                DualEncoder.shipped(), new SemanticConfig(Referees.SHIPPED, SemanticMode.DENSE, 2, 0))) {
            assertThat(verdict(dense, sample("draw the number of legs of a spider", "8", null), RED_3))
                    .isEqualTo(new Verdict.Abstained("the prompt has no key words"));
            assertThat(dense.abstains(DrawnSamples.drawn(Task.EDITING, "<image>make the 3 red", null, null, "x")))
                    .isPresent();
            assertThat(dense.abstains(sample("a 3 ".repeat(30), null, null)))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("60 words"));
            assertThat(dense.digest()).hasSize(64);
        }
    }

    private static Sample sample(String prompt, @Nullable String reference, @Nullable String rules) {
        return DrawnSamples.drawn(Task.GENERATION, prompt, reference, rules, "x");
    }

    private static double score(ImageJudge judge, Sample sample, PlacedDigit... digits) {
        return ((Verdict.Scored) verdict(judge, sample, digits)).value();
    }

    private static Verdict verdict(ImageJudge judge, Sample sample, PlacedDigit... digits) {
        Pixels image = new ScenePainter(SceneStyle.CLEAN)
                .paint(new Scene(List.of(digits)), new SplittableRandom(1))
                .toPixels();
        return judge.judge(List.of(sample), List.of(image)).get(0);
    }
}
