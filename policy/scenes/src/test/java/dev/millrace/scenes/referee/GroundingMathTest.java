package dev.millrace.scenes.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import org.junit.jupiter.api.Test;

/** The numbers are section H of the project's vectors. */
class GroundingMathTest {

    private static final VectorSet PATCHES = VectorSet.unit(2, 3, 4, 1, 0, -1, 1);
    private static final VectorSet WORDS = VectorSet.unit(2, 1, 1, 0, -2);

    @Test
    void shouldHaveTheCosinesOfTheVectors() {
        double[][] expected = {{0.989949493661, 0.707106781187, 0}, {-0.8, 0, -0.707106781187}};

        for (int word = 0; word < 2; word++) {
            for (int patch = 0; patch < 3; patch++) {
                assertThat(PATCHES.cosine(patch, WORDS, word)).isCloseTo(expected[word][patch], within(1e-9));
            }
        }
    }

    @Test
    void shouldGiveTheDenseRewardOfTheVectors() {
        assertThat(DenseGrounding.reward(PATCHES, WORDS, 1)).isCloseTo(0.494974746831, within(1e-9));
    }

    @Test
    void shouldAverageTheBestPatches() {
        double first = (0.989949493661 + 0.707106781187) / 2;
        double second = (0 - 0.707106781187) / 2;

        assertThat(DenseGrounding.reward(PATCHES, WORDS, 2)).isCloseTo((first + second) / 2, within(1e-9));
    }

    @Test
    void shouldRefuseWhatHasNoReward() {
        assertThatThrownBy(() -> DenseGrounding.reward(PATCHES, VectorSet.unit(2), 1))
                .hasMessageContaining("at least one key word");
        assertThatThrownBy(() -> DenseGrounding.reward(PATCHES, WORDS, 4))
                .hasMessage("top_patches must be from 1 to the 3 patches of an image, not 4");
        assertThatThrownBy(() -> VectorSet.unit(2, 1, Double.NaN)).hasMessageContaining("not finite");
    }

    @Test
    void shouldHaveTheSigmoidLossOfTheVectors() {
        assertThat(loss(-10)).isCloseTo(5.58345833669f, within(1e-5f));
        assertThat(loss(-2.71f)).isCloseTo(6.68274617621f, within(1e-5f));
    }

    private static float loss(float bias) {
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray images = scope.manager().create(new float[] {0.6f, 0.8f, 1, 0}, new Shape(2, 2));
            NDArray texts = scope.manager().create(new float[] {0.8f, 0.6f, 0, 1}, new Shape(2, 2));
            NDArray signs = scope.manager().create(new float[] {1, -1, -1, 1}, new Shape(2, 2));
            NDArray logits = SigmoidLoss.logits(
                    images.matMul(texts.transpose()),
                    scope.manager().create(10f),
                    scope.manager().create(bias));
            return SigmoidLoss.of(scope.manager(), logits, signs).getFloat();
        }
    }
}
