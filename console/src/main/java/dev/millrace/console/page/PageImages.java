package dev.millrace.console.page;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.topic.Topics;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Images by their hash. Thread-safe: one is looked up at a time. */
final class PageImages implements AutoCloseable {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long CACHE_BYTES = 32L << 20;

    private final ImageArchive archive;

    PageImages(KafkaConnection connection, Topics topics) {
        this.archive = ImageArchive.open(connection, topics, "watch-images", CACHE_BYTES);
    }

    void answer(Context request) {
        String hash = request.pathParam("hash");
        Optional<byte[]> bytes = HASH.matcher(hash).matches() ? get(hash) : Optional.empty();
        if (bytes.isEmpty()) {
            request.status(HttpStatus.NOT_FOUND).contentType("text/plain").result("no such image");
            return;
        }
        Optional<ImageForm> form = ImageForm.of(bytes.get());
        if (form.isEmpty()) {
            request.status(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                    .contentType("text/plain")
                    .result("not an image of a known form");
            return;
        }
        // The content never changes under its hash. Even opened by itself it may do nothing.
        request.header("Cache-Control", "private, max-age=86400, immutable")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .contentType(form.get().mediaType())
                .result(bytes.get());
    }

    private synchronized Optional<byte[]> get(String hash) {
        return archive.get(hash, PATIENCE).map(PageImages::bytes);
    }

    private static byte[] bytes(ImageBlob image) {
        byte[] bytes = new byte[image.getData().remaining()];
        image.getData().duplicate().get(bytes);
        return bytes;
    }

    @Override
    public synchronized void close() {
        archive.close();
    }
}
