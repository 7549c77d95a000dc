package dev.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.workers.feeding.FeedEntry;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenePromptsTest {

    private static final int COUNT = 18;

    @ParameterizedTest
    @EnumSource(ScenePrompts.class)
    void shouldFeedTheScenesThatItDrawsToTrainOn(ScenePrompts scenes) {
        // Given
        List<FeedEntry> drawn = FeedEntries.of(scenes.training(3, COUNT));

        // When
        List<FeedEntry> fed = scenes.fed(3, COUNT);

        // Then
        assertThat(fed)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("images")
                .containsExactlyElementsOf(drawn);
        for (int index = 0; index < COUNT; index++) {
            assertThat(fed.get(index).images().get(0).encoded())
                    .isEqualTo(drawn.get(index).images().get(0).encoded());
            assertThat(fed.get(index).images().get(0).mediaType())
                    .isEqualTo(drawn.get(index).images().get(0).mediaType());
        }
    }
}
