package dev.millrace.scenes.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.scenes.world.SceneStyle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ships is worth what is said of it. */
class ShippedRefereesTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadDigitsAndColorsOfBothStyles() {
        try (ObjectReader reader = ObjectReader.shipped()) {
            for (SceneStyle style : List.of(SceneStyle.CLEAN, SceneStyle.SHIFTED)) {
                ReaderTraining.Accuracy accuracy = ReaderTraining.accuracy(reader, style, 200);
                assertThat(accuracy.digits()).isGreaterThanOrEqualTo(0.97);
                assertThat(accuracy.colors()).isGreaterThanOrEqualTo(0.99);
            }
        }
    }

    @Test
    void shouldReadImagesWithBlemishes() {
        // Given
        LabelledImages examples = LabelledImages.withBlemishes(200, new SplittableRandom(99));
        int right = 0;

        // When
        try (ObjectReader reader = ObjectReader.shipped()) {
            List<ImageReading> readings = reader.read(examples.images());
            for (int image = 0; image < 200; image++) {
                var scene = examples.scenes().get(image);
                right += readings.get(image).objects().size() == scene.digits().size() ? 1 : 0;
            }
        }

        // Then
        assertThat(right / 200.0).isGreaterThan(0.9);
    }

    @Test
    void shouldTellRightImagesFromNearlyRightOnes() {
        try (DualEncoder encoder = DualEncoder.shipped()) {
            DualEncoderTraining.Accuracy accuracy = DualEncoderTraining.accuracy(encoder, 200);
            assertThat(accuracy.whole()).isGreaterThan(0.8);
            assertThat(accuracy.dense()).isGreaterThan(0.9);
        }
    }

    @Test
    void shouldEncodeATextAlikeInAnyBatch() {
        try (DualEncoder encoder = DualEncoder.shipped()) {
            TextEmbedding alone = encoder.texts(List.of("a red 3")).get(0);
            TextEmbedding among = encoder.texts(List.of("a red 3 left of a blue 7", "a red 3", "two 5s"))
                    .get(1);

            assertThat(alone.whole().cosine(0, among.whole(), 0)).isCloseTo(1, within(1e-5));
            assertThat(among.keyWords().size()).isEqualTo(2);
            assertThat(alone.keyWords().cosine(1, among.keyWords(), 1)).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void shouldEncodeAnImageAlikeInAnyBatch() {
        // Given
        List<Pixels> images =
                LabelledImages.withBlemishes(3, new SplittableRandom(5)).images();

        try (DualEncoder encoder = DualEncoder.shipped()) {
            for (int image = 0; image < images.size(); image++) {
                // When
                ImageEmbedding alone =
                        encoder.images(images.subList(image, image + 1)).get(0);
                ImageEmbedding among = encoder.images(images).get(image);

                // Then
                assertThat(alone.whole().cosine(0, among.whole(), 0)).isCloseTo(1, within(1e-5));
                for (int patch = 0; patch < among.patches().size(); patch++) {
                    assertThat(alone.patches().cosine(patch, among.patches(), patch))
                            .isCloseTo(1, within(1e-5));
                }
            }
        }
    }

    @Test
    void shouldRefuseAnImageOfTheWrongSize() {
        Pixels small = Pixels.of(16, 16, 3, new float[16 * 16 * 3]);
        try (ObjectReader reader = ObjectReader.shipped();
                DualEncoder encoder = DualEncoder.shipped()) {
            assertThatThrownBy(() -> reader.read(List.of(small)))
                    .hasMessage("the image is 16x16x3, but the referee judges 32x32x3");
            assertThatThrownBy(() -> encoder.images(List.of(small))).hasMessageContaining("judges 32x32x3");
        }
    }

    @Test
    void shouldKeepItsDigestThroughAFile() throws IOException {
        // Given
        RefereeWeights shipped = RefereeWeights.read(RefereeWeights.shipped(), ObjectReader.FILE);

        // When
        shipped.write(folder, ObjectReader.FILE);

        // Then
        try (ObjectReader read = ObjectReader.load(ModelSource.folder(folder))) {
            assertThat(read.digest()).hasSize(64).isEqualTo(shipped.digest());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        // Given
        assertThatThrownBy(() -> DualEncoder.load(ModelSource.folder(folder)))
                .isInstanceOf(RefereeException.class)
                .hasMessageContaining("dual-encoder.safetensors");
        Map<String, Tensor> tensors = new HashMap<>(
                RefereeWeights.read(RefereeWeights.shipped(), ObjectReader.FILE).tensors());
        tensors.put("digit.bias", Tensor.ofFloats(TensorShape.of(2), 0, 0));

        // When
        new RefereeWeights(tensors).write(folder, ObjectReader.FILE);

        // Then
        assertThatThrownBy(() -> ObjectReader.load(ModelSource.folder(folder)))
                .isInstanceOf(RefereeException.class)
                .hasMessageContaining("tensor 'digit.bias' is of shape [2], but [11] is needed");
    }
}
