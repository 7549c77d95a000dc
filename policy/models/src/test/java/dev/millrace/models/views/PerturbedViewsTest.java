package dev.millrace.models.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.policy.image.Pixels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PerturbedViewsTest {

    private static final int EDGE = 64;
    private static final int PATCH = 4;
    private static final Pixels GREY = grey();

    private final PerturbedViews views = new PerturbedViews(0.5, 0.05);

    @Test
    void shouldBlackenWholePatchesAboutHalfOfThem() {
        float[] seen = views.strong(GREY, PATCH, 7).toArray();

        int black = 0;
        for (int top = 0; top < EDGE; top += PATCH) {
            for (int left = 0; left < EDGE; left += PATCH) {
                float first = seen[(top * EDGE + left) * 3];
                for (int row = top; row < top + PATCH; row++) {
                    for (int value = left * 3; value < (left + PATCH) * 3; value++) {
                        assertThat(seen[row * EDGE * 3 + value]).isEqualTo(first);
                    }
                }
                black += first == 0 ? 1 : 0;
            }
        }
        assertThat(black / 256.0).isCloseTo(0.5, within(0.1));
    }

    @Test
    void shouldAddNoiseOfItsDeviation() {
        float[] seen = views.weak(GREY, 7).toArray();

        double mean = 0;
        double square = 0;
        for (float value : seen) {
            mean += (value - 0.5) / seen.length;
            square += (value - 0.5) * (value - 0.5) / seen.length;
        }
        assertThat(mean).isCloseTo(0, within(0.003));
        assertThat(Math.sqrt(square)).isCloseTo(0.05, within(0.002));
    }

    @Test
    void shouldStayAnImage() {
        Pixels white = Pixels.of(2, 1, 3, 1, 1, 1, 0, 0, 0);

        float[] seen = new PerturbedViews(0.5, 5).weak(white, 3).toArray();

        for (float value : seen) {
            assertThat(value).isBetween(0f, 1f);
        }
    }

    @Test
    void shouldBeAFunctionOfTheSeed() {
        assertThat(views.strong(GREY, PATCH, 1)).isEqualTo(views.strong(GREY, PATCH, 1));
        assertThat(views.strong(GREY, PATCH, 1)).isNotEqualTo(views.strong(GREY, PATCH, 2));
        assertThat(views.weak(GREY, 1)).isEqualTo(views.weak(GREY, 1));
        assertThat(views.weak(GREY, 1)).isNotEqualTo(views.weak(GREY, 2));
        // Pinned: a learner on another machine must see the view that the worker saw.
        assertThat(Arrays.hashCode(views.strong(GREY, PATCH, 1).toArray())).isEqualTo(STRONG_OF_SEED_ONE);
        assertThat(Arrays.hashCode(views.weak(GREY, 1).toArray())).isEqualTo(WEAK_OF_SEED_ONE);
    }

    @Test
    void shouldNameWhatIsOutOfRange() {
        assertThatThrownBy(() -> new PerturbedViews(0, 0.05))
                .hasMessage("mask_probability must be above 0 and at most 1, not 0.0");
        assertThatThrownBy(() -> new PerturbedViews(0.5, 0)).hasMessage("noise_sigma must be above 0, not 0.0");
    }

    private static final int STRONG_OF_SEED_ONE = 932839425;
    private static final int WEAK_OF_SEED_ONE = 1273526745;

    private static Pixels grey() {
        float[] values = new float[EDGE * EDGE * 3];
        Arrays.fill(values, 0.5f);
        return Pixels.of(EDGE, EDGE, 3, values);
    }
}
