package dev.millrace.models.mot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.policy.image.Pixels;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptEncoderTest {

    private final PolicyConfig config = PolicyFixture.smallConfig();
    private final PromptEncoder encoder = new PromptEncoder(PolicyFixture.TOKENIZER, config);
    private final Pixels image = PolicyFixture.image(config, 1);

    @Test
    void shouldTakeTheMarkOutAndKeepTheImage() {
        // When
        ModelPrompt prompt = encoder.encode("<image>What digit is shown?", List.of(image));

        // Then
        assertThat(prompt.text()).isEqualTo(PolicyFixture.TOKENIZER.encode("what digit is shown?"));
        assertThat(prompt.image()).contains(image);
    }

    @Test
    void shouldTakeAPromptOfTextAlone() {
        assertThat(encoder.encode("draw two red 3s", List.of()).image()).isEmpty();
    }

    @Test
    void shouldSayWhatDoesNotFit() {
        assertThatThrownBy(() -> encoder.encode("What digit is shown?", List.of(image)))
                .hasMessage("the problem has 0 <image> marks, but there are 1 images");
        assertThatThrownBy(() -> encoder.encode("<image><image> same?", List.of(image, image)))
                .hasMessageContaining("one image per prompt, but the problem has 2");
        assertThatThrownBy(() -> encoder.encode("<image>?", List.of(Pixels.of(1, 2, 3, new float[6]))))
                .hasMessageContaining("the image is 1x2x3, but the policy takes 16x16x3");
        assertThatThrownBy(() -> encoder.encode("1 2 3 4 5 6 7 8 9 10 11 12 13", List.of()))
                .hasMessageContaining("13 text tokens, but the policy takes at most 12");
        assertThatThrownBy(() -> encoder.encode("", List.of())).hasMessageContaining("needs text or an image");
    }

    @Test
    void shouldRefuseImagesThatAreNotFinite() {
        assertThatThrownBy(() -> Pixels.of(1, 1, 1, Float.NaN)).hasMessageContaining("holds the value NaN");
    }
}
