package dev.millrace.replay.grouplog;

import dev.millrace.replay.exchange.ImageStore;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Images from their topic. */
final class ArchivedImages implements ImageStore, AutoCloseable {

    private static final long CACHE_BYTES = 32L << 20;

    /** The images of what is logged were published before it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ImageArchive archive;

    ArchivedImages(KafkaConnection connection, Topics topics) {
        this.archive = ImageArchive.open(connection, topics, "millrace-groups-images", CACHE_BYTES);
    }

    @Override
    public Optional<byte[]> encoded(String sha256) {
        return archive.get(sha256, PATIENCE).map(image -> {
            ByteBuffer data = image.getData().duplicate();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            return bytes;
        });
    }

    @Override
    public void close() {
        archive.close();
    }
}
