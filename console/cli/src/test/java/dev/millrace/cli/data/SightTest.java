package dev.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SightTest {

    private static final int CATEGORIES = 7;

    private final List<DatasetEntry> own = ScenePrompts.ONE_SIZE.heldOut(2 * CATEGORIES);

    @Test
    void shouldAskWithTheImageOfAnotherSceneOfTheCategory() {
        List<DatasetEntry> others = ScenePrompts.ONE_SIZE.heldOut(CATEGORIES, Sight.OTHERS);

        for (int i = 0; i < CATEGORIES; i++) {
            assertThat(others.get(i).problem()).isEqualTo(own.get(i).problem());
            assertThat(others.get(i).answer()).isEqualTo(own.get(i).answer());
            assertThat(others.get(i).images()).isEqualTo(own.get(i + CATEGORIES).images());
        }
    }

    @Test
    void shouldAskWithABlackImage() {
        EncodedImage image =
                ScenePrompts.ONE_SIZE.heldOut(1, Sight.NONE).get(0).images().get(0);

        assertThat(PngCodec.decode(image).toPixels().toArray()).containsOnly(0f);
    }

    @Test
    void shouldFeedTheSameImagesAsItHoldsOut() {
        byte[] fed = ScenePrompts.ONE_SIZE
                .fed(3, 1, Sight.OTHERS)
                .get(0)
                .images()
                .get(0)
                .encoded();

        assertThat(fed)
                .isEqualTo(ScenePrompts.ONE_SIZE
                        .training(3, CATEGORIES + 1)
                        .get(CATEGORIES)
                        .images()
                        .get(0)
                        .toBytes());
    }
}
