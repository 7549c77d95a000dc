package dev.millrace.scenes.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.autoencoder.AutoencoderTrainer;
import dev.millrace.models.mot.autoencoder.AutoencoderTraining;
import dev.millrace.models.mot.autoencoder.Reconstruction;
import dev.millrace.policy.image.Pixels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoencoderTest {

    private static final long HELD_OUT = 4711;

    @Test
    void shouldGiveHeldOutScenesBack() {
        try (Autoencoder autoencoder = Autoencoder.shipped()) {
            List<Pixels> images = new AutoencoderImages(HELD_OUT).batch(0, 64);

            List<Pixels> restored = autoencoder.decode(autoencoder.encode(images));

            assertThat(Reconstruction.decibels(images, restored)).isGreaterThan(30);
        }
    }

    @Test
    void shouldHaveStandardisedLatents() {
        try (Autoencoder autoencoder = Autoencoder.shipped()) {
            int size = autoencoder.config().latentSize();
            float[] latents = autoencoder.encode(new AutoencoderImages(HELD_OUT).batch(1, 256));

            double[] sums = new double[size];
            double[] squares = new double[size];
            for (int i = 0; i < latents.length; i++) {
                sums[i % size] += latents[i];
                squares[i % size] += latents[i] * latents[i];
            }
            double count = (double) latents.length / size;
            for (int channel = 0; channel < size; channel++) {
                assertThat(sums[channel] / count).as("mean of %s", channel).isBetween(-0.1, 0.1);
                assertThat(squares[channel] / count).as("power of %s", channel).isBetween(0.85, 1.15);
            }
        }
    }

    @Test
    void shouldTrainReproducibly() throws InterruptedException {
        // Given a small shape and few steps
        AutoencoderConfig small = new AutoencoderConfig(32, 3, 4, 6, 8, 4);
        AutoencoderTraining training = new AutoencoderTraining(20, 8, 3e-3, 5, 0.1, 3);
        List<Float> losses = new ArrayList<>();

        // When
        String once;
        String twice;
        try (Autoencoder first = new AutoencoderTrainer(training, small)
                        .run(new AutoencoderImages(1), (step, loss) -> losses.add(loss));
                Autoencoder second =
                        new AutoencoderTrainer(training, small).run(new AutoencoderImages(1), (step, loss) -> {})) {
            once = first.digest().whole();
            twice = second.digest().whole();
        }

        // Then
        assertThat(twice).isEqualTo(once);
        assertThat(losses.get(19)).isLessThan(losses.get(0));
    }

    @Test
    void shouldRefuseAnImageOfAnotherSize() {
        try (Autoencoder autoencoder = Autoencoder.shipped()) {
            assertThatThrownBy(() -> autoencoder.encode(List.of(Pixels.of(2, 2, 3, new float[12]))))
                    .hasMessageContaining("the image is 2x2x3, but the autoencoder takes 32x32x3");
            assertThatThrownBy(() -> autoencoder.decode(new float[17])).hasMessageContaining("17 values");
        }
    }
}
