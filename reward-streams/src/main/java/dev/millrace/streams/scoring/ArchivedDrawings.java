package dev.millrace.streams.scoring;

import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Images from the images topic. The archive is for one thread at a time, so calls take turns. */
final class ArchivedDrawings implements DrawnImages {

    private static final long CACHE_BYTES = 32L * 1024 * 1024;

    private final ImageArchive archive;
    private final Duration patience;

    private ArchivedDrawings(ImageArchive archive, Duration patience) {
        this.archive = archive;
        this.patience = patience;
    }

    /** @param patience how long to wait for an image that was not published yet */
    static ArchivedDrawings open(KafkaConnection connection, Topics topics, String clientId, Duration patience) {
        return new ArchivedDrawings(ImageArchive.open(connection, topics, clientId, CACHE_BYTES), patience);
    }

    @Override
    public synchronized Pixels pixels(ImageRef reference) {
        ImageBlob image = archive.get(reference.getSha256(), patience)
                .orElseThrow(() ->
                        new IllegalArgumentException("image " + reference.getSha256() + " is not on the images topic"));
        ByteBuffer data = image.getData().duplicate();
        byte[] encoded = new byte[data.remaining()];
        data.get(encoded);
        return ImageDecoder.PNG.decode(encoded, "image " + reference.getSha256());
    }

    @Override
    public synchronized void close() {
        archive.close();
    }
}
