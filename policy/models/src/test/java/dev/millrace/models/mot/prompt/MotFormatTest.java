package dev.millrace.models.mot.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat.EncodedPrompt;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MotFormatTest {

    private final AtomicInteger decoded = new AtomicInteger();
    private final MotFormat format =
            new MotFormat(PolicyFixture.TOKENIZER, PolicyFixture.smallConfig(), (encoded, source) -> {
                decoded.incrementAndGet();
                return ImageDecoder.PNG.decode(encoded, source);
            });

    @Test
    void shouldPutTheImageBeforeTheWords() {
        // When
        PolicyInput input =
                format.encode("What <image> digit is shown?", List.of(png(16))).orThrow();

        // Then
        assertThat(input.tokens()).isEqualTo(PolicyFixture.TOKENIZER.encode("What digit is shown?"));
        assertThat(input.runs()).containsExactly(new ImageRun(0, 4, 2, 2));
    }

    @Test
    void shouldDecodeAnImageOnceForCheckAndModel() {
        // Given
        PolicyInput input = format.encode("<image> 7?", List.of(png(16))).orThrow();

        // When
        Pixels seen = format.prompt(input).image().orElseThrow();

        // Then
        assertThat(seen).isEqualTo(PngCodec.decode(png(16)).toPixels());
        assertThat(decoded).hasValue(1);
    }

    @Test
    void shouldRefuseWhatDoesNotFitWithItsReason() {
        assertThat(format.encode("7?", List.of(png(16))))
                .isEqualTo(new EncodedPrompt.Refused("the problem has 0 <image> marks, but there are 1 images"));
    }

    @Test
    void shouldResampleAnImageOfAnotherSize() {
        // Given
        PolicyInput input = format.encode("<image> 7?", List.of(png(40))).orThrow();

        // When
        Pixels seen = format.prompt(input).image().orElseThrow();

        // Then
        assertThat(seen).isEqualTo(PngCodec.decode(png(40)).resized(16, 16).toPixels());
        assertThat(input.images()).containsExactly(png(40));
        assertThat(decoded).hasValue(1);
    }

    @Test
    void shouldSayWhichImageCannotBeRead() {
        EncodedImage text = EncodedImage.of("image/png", new byte[] {1, 2, 3});

        EncodedPrompt refused = format.encode("<image> 7?", List.of(text));

        assertThat(refused).isInstanceOfSatisfying(EncodedPrompt.UnreadableImage.class, unreadable -> assertThat(
                        unreadable.named())
                .startsWith("image " + text.digest() + " (image/png) cannot be read: image " + text.digest()));
    }

    @Test
    void shouldShowEachTokenByItself() {
        int end = PolicyFixture.TOKENIZER.special().endOfSequence();
        Tokens red = PolicyFixture.TOKENIZER.encode("red 7");

        assertThat(format.pieces(red.append(end))).containsExactly("red", "7", "<eos>");
        assertThat(format.stopIds()).containsExactly(end);
    }

    private static EncodedImage png(int edge) {
        byte[] rgb = new byte[edge * edge * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) i;
        }
        return PngCodec.encode(RgbImage.of(edge, edge, rgb));
    }
}
