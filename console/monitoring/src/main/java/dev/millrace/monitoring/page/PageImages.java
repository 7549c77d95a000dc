package dev.millrace.monitoring.page;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.topic.Topics;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Images by their hash. Thread-safe; requests wait without a thread of the server. */
final class PageImages implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PageImages.class);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final long CACHE_BYTES = 32L << 20;

    /** A browser asks for six at a time. */
    static final int ROOM = 64;

    /** Answers are written by these, for a browser may read slowly. */
    private static final int WRITERS = 4;

    private final ImageLookups lookups;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, task -> {
        Thread thread = new Thread(task, "page-images-write");
        thread.setDaemon(true);
        return thread;
    });

    PageImages(KafkaConnection connection, Topics topics) {
        this.lookups = new ImageLookups(
                new ArchiveSource(ImageArchive.open(connection, topics, "watch-images", CACHE_BYTES)),
                ROOM,
                Clock.systemUTC());
    }

    void answer(Context request) {
        String hash = request.pathParam("hash");
        if (!HASH.matcher(hash).matches()) {
            say(request, HttpStatus.NOT_FOUND, "no such image");
            return;
        }
        Optional<CompletableFuture<Optional<byte[]>>> asked = lookups.ask(hash);
        if (asked.isEmpty()) {
            busy(request);
            return;
        }
        request.future(() -> asked.get()
                .handleAsync(
                        (image, failure) -> {
                            if (failure == null) {
                                answer(request, image);
                            } else {
                                log.atWarn().setCause(failure).log("image could not be looked up");
                                busy(request);
                            }
                            return request;
                        },
                        writers));
    }

    private static void answer(Context request, Optional<byte[]> image) {
        if (image.isEmpty()) {
            say(request, HttpStatus.NOT_FOUND, "no such image");
            return;
        }
        Optional<ImageForm> form = ImageForm.of(image.get());
        if (form.isEmpty()) {
            say(request, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not an image of a known form");
            return;
        }
        // The content never changes under its hash. Even opened by itself it may do nothing.
        request.header("Cache-Control", "private, max-age=86400, immutable")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .contentType(form.get().mediaType())
                .result(image.get());
    }

    private static void busy(Context request) {
        request.header("Retry-After", "2");
        say(request, HttpStatus.SERVICE_UNAVAILABLE, "too many images are looked up, or the log does not answer");
    }

    private static void say(Context request, HttpStatus status, String what) {
        request.status(status).contentType("text/plain").result(what);
    }

    @Override
    public void close() {
        lookups.close();
        writers.shutdown();
    }
}
