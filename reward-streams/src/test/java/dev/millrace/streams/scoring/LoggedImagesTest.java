package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoggedImagesTest {

    @Test
    void shouldGiveAnImageWhateverItsLabelSays() {
        byte[] bytes = {1, 2, 3};
        LoggedImages images = new LoggedImages(sha256 -> Optional.of(bytes));

        EncodedImage image = images.get(new ImageRef("ab".repeat(32), "application/octet-stream"));

        assertThat(image).isEqualTo(EncodedImage.of("image/png", bytes));
    }
}
