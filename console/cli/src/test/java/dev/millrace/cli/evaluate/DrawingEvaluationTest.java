package dev.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.local.MotEngine;
import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.scenes.generation.Box;
import dev.millrace.scenes.generation.DetectedObject;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.GenerationRules;
import dev.millrace.scenes.world.DigitColor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawingEvaluationTest {

    private static final WordTokenizer TOKENIZER = WordTokenizer.builtIn();
    private static final AutoencoderConfig LATENTS = new AutoencoderConfig(8, 3, 4, 4, 4, 4);
    private static final PolicyConfig ANSWERING =
            PolicyConfig.answering(1, 16, 2, 32, 8, 4, 3, TOKENIZER.vocabularySize(), 16, 8, false);
    private static final PolicyConfig DRAWING = ANSWERING.withDrawing(drawing());
    private static final DetectedObject RED_3 = new DetectedObject(3, DigitColor.valueOf("RED"), Box.ofCell(0, 0));

    @Test
    void shouldJudgeFourImagesOfEachPromptByItsRules() {
        List<DrawingItem> items =
                List.of(item("a", 3, "single_object"), item("b", 4, "single_object"), item("c", 3, "biology"));

        DrawingEvaluation evaluation = evaluate(DRAWING, items, images -> {
            List<List<DetectedObject>> found = new ArrayList<>();
            images.forEach(image -> found.add(List.of(RED_3)));
            return found;
        });

        assertThat(evaluation.drawings()).hasSize(3).allSatisfy(each -> assertThat(each.images())
                .hasSize(DrawingEvaluator.IMAGES));
        Evaluation generation = evaluation.of(DrawingCategory.Kind.COMPOSITION);
        assertThat(generation.counts()).containsOnlyKeys("single_object");
        assertThat(generation.total()).isEqualTo(new Evaluation.Count(4, 8));
        assertThat(evaluation.of(DrawingCategory.Kind.KNOWLEDGE).overall()).isEqualTo(1);
        assertThat(evaluation.of(DrawingCategory.Kind.EDITING).counts()).isEmpty();
        assertThat(DrawingTable.of(evaluation))
                .containsExactly(
                        "generation      correct         images",
                        "single_object     0.500         4 of 8",
                        "mean              0.500",
                        "knowledge       correct         images",
                        "biology           1.000         4 of 4",
                        "mean              1.000");
    }

    @Test
    void shouldSayOfAnEditWhetherTheRestIsInPlace() {
        // Given a 3 that is to stay, on the given image and, elsewhere, on two of four that are drawn
        GenerationRules rules = GenerationRules.parse(
                "{\"tag\":\"remove\",\"prompt\":\"remove the 4\",\"include\":[{\"class\":\"3\",\"count\":1,\"color\":\"red\"}]}");
        EncodedImage source = PngCodec.encode(RgbImage.of(8, 8, new byte[8 * 8 * 3]));
        DrawingItem item = new DrawingItem("a", "<image>remove the 4", List.of(source), rules, "remove");
        DetectedObject moved = new DetectedObject(3, DigitColor.RED, Box.ofCell(1, 1));

        // When
        DrawingEvaluation evaluation = evaluate(DRAWING, List.of(item), images -> {
            List<List<DetectedObject>> found = new ArrayList<>();
            for (int image = 0; image < images.size(); image++) {
                found.add(List.of(image < 2 ? RED_3 : moved));
            }
            return found;
        });

        // Then
        assertThat(evaluation.of(DrawingCategory.Kind.EDITING).overall()).isEqualTo(1);
        assertThat(evaluation.inPlace().overall()).isEqualTo(0.5);
        assertThat(DrawingTable.of(evaluation)).contains("rest in place     0.500");
    }

    @Test
    void shouldDrawTheSameImagesAgainBitByBit() {
        List<DrawingItem> items = List.of(item("a", 3, "single_object"), item("b", 4, "counting"));
        ObjectFinder nothing = images ->
                images.stream().map(image -> List.<DetectedObject>of()).toList();

        DrawingEvaluation first = evaluate(DRAWING, items, nothing);
        DrawingEvaluation again = evaluate(DRAWING, items, nothing);

        assertThat(again).isEqualTo(first);
        assertThat(first.drawings().get(0).images()).doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseAPolicyThatOnlyAnswers() {
        assertThatThrownBy(() -> evaluate(ANSWERING, List.of(item("a", 3, "counting")), images -> List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only answers");
    }

    @Test
    void shouldWeighCategoriesAlike() {
        Evaluation evaluation = Evaluation.of(List.of(
                new Evaluation.Judged("a", true),
                new Evaluation.Judged("b", false),
                new Evaluation.Judged("b", false),
                new Evaluation.Judged("b", true)));

        assertThat(evaluation.categoryMean()).isCloseTo((1 + 1.0 / 3) / 2, within(1e-12));
    }

    @Test
    void shouldRefuseAnAutoencoderThatThePolicyDoesNotDrawFor() {
        PolicyConfig ofTheShippedOne = ANSWERING.withDrawing(new DrawingConfig(1, 4, null));

        assertThatThrownBy(() -> evaluate(ofTheShippedOne, List.of(item("a", 3, "counting")), images -> List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(DrawingConfig.SHIPPED_AUTOENCODER)
                .hasMessageContaining(drawing().autoencoder());
    }

    private static DrawingConfig drawing() {
        try (Autoencoder autoencoder = Autoencoder.of(LATENTS, LATENTS.initialize(3))) {
            return autoencoder.drawing();
        }
    }

    private static DrawingEvaluation evaluate(PolicyConfig policy, List<DrawingItem> items, ObjectFinder finder) {
        try (RolloutEngine engine = new MotEngine(
                TOKENIZER,
                ImageDecoder.PNG,
                drawing -> Autoencoder.of(LATENTS, LATENTS.initialize(3)),
                Clock.systemUTC())) {
            engine.apply(PolicyUpdate.full(
                    PolicyVersion.INITIAL,
                    PolicyConfig.FAMILY,
                    Architecture.toJson(policy),
                    TensorEncoder.encode(ParameterLayout.initialize(policy, 5))));
            return new DrawingEvaluator(finder, new FlowSettings(4, 2, 0.7, 1, 1))
                    .evaluate(engine, items, (done, all) -> {});
        }
    }

    static DrawingItem item(String id, int digit, String category) {
        GenerationRules rules = GenerationRules.parse("{\"tag\":\"" + category + "\",\"prompt\":\"a " + digit
                + "\",\"include\":[{\"class\":\"" + digit + "\",\"count\":1}]}");
        return new DrawingItem(id, "a " + digit, List.of(), rules, category);
    }
}
