package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.ImageBlob;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Images by hash, bounded in bytes; the least recently used goes first. Not thread-safe. */
final class ImageCache {

    private final long bound;
    private final Map<String, ImageBlob> images = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ImageCache(long bound) {
        this.bound = bound;
    }

    void put(ImageBlob image) {
        ImageBlob before = images.put(image.getSha256(), image);
        bytes += size(image) - (before == null ? 0 : size(before));
        Iterator<ImageBlob> leastUsed = images.values().iterator();
        while (bytes > bound && leastUsed.hasNext()) {
            bytes -= size(leastUsed.next());
            leastUsed.remove();
        }
    }

    Optional<ImageBlob> get(String sha256) {
        return Optional.ofNullable(images.get(sha256));
    }

    long bytes() {
        return bytes;
    }

    private static long size(ImageBlob image) {
        return image.getData().remaining();
    }
}
