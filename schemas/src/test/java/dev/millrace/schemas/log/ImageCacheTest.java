package dev.millrace.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.ImageBlob;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ImageCacheTest {

    @Test
    void shouldForgetTheLeastRecentlyUsed() {
        // Given a full cache of which the first image was used again
        ImageCache cache = new ImageCache(300);
        cache.put(image("a", 100));
        cache.put(image("b", 100));
        cache.put(image("c", 100));
        assertThat(cache.get("a")).isPresent();

        // When one more comes
        cache.put(image("d", 100));

        // Then the second went
        assertThat(cache.get("b")).isEmpty();
        assertThat(cache.get("a")).isPresent();
        assertThat(cache.bytes()).isEqualTo(300);
    }

    @Test
    void shouldCountAnImageOnceThatComesTwice() {
        ImageCache cache = new ImageCache(300);
        cache.put(image("a", 100));
        cache.put(image("a", 100));
        assertThat(cache.bytes()).isEqualTo(100);
    }

    private static ImageBlob image(String hash, int bytes) {
        return new ImageBlob("run", hash, "image/png", ByteBuffer.allocate(bytes), null, 0L);
    }
}
