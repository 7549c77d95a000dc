package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes images, each content once, whatever the number of prompts that refer to it.
 *
 * <p>Hashes that were published are remembered, up to a bound and for a day: an image must outlive the prompts that
 * refer to it, so one that is still in use is published anew. Sending is asynchronous; {@link #flush()} before the
 * records that refer to the images are sent.
 *
 * <p>Thread-safe. Closing it closes its producer and its store.
 */
public final class ImagePublisher implements AutoCloseable {

    /** Largest image that travels on Kafka, in bytes; larger ones go to an object store. */
    public static final int MAX_IMAGE_BYTES = 1024 * 1024;

    static final int REMEMBERED = 100_000;
    static final Duration REPUBLISH_AFTER = Duration.ofDays(1);

    private final Producer<String, ImageBlob> producer;
    private final ImageBlobs blobs;
    private final String topic;
    private final RunId run;
    private final Clock clock;
    private final Map<String, Instant> published = new LinkedHashMap<>();

    /** Set on the producer's own thread, which must never wait for this object's monitor. */
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Owns producer and blobs. */
    ImagePublisher(Producer<String, ImageBlob> producer, ImageBlobs blobs, Topics topics, RunId run, Clock clock) {
        this.producer = producer;
        this.blobs = blobs;
        this.topic = topics.images();
        this.run = run;
        this.clock = clock;
    }

    /** Opens a publisher with a producer of its own, not part of any transaction. */
    public static ImagePublisher open(
            KafkaConnection connection, Topics topics, RunId run, String clientId, Clock clock) {
        ImageBlobs blobs = ImageBlobs.open(connection, topics);
        try {
            return new ImagePublisher(
                    new KafkaProducer<>(
                            connection.producer(clientId),
                            new StringSerializer(),
                            new AvroSerdes(connection).serializer(ImageBlob.class)),
                    blobs,
                    topics,
                    run,
                    clock);
        } catch (RuntimeException e) {
            blobs.close();
            throw e;
        }
    }

    /**
     * Publishes an image unless its content was published before.
     *
     * @param encoded the encoded image, at least 1 byte; not changed and not kept. Of more than {@link #MAX_IMAGE_BYTES} only
     *     its name goes to the topic, and its bytes before that to the object store
     * @param mediaType for instance {@code image/png}
     * @return the reference by which prompts name it
     * @throws IllegalArgumentException if it is empty, or too large for the topic and there is no store
     * @throws StoreException if the store does not take it
     * @throws KafkaException if an image sent before could not be stored
     */
    public synchronized ImageRef publish(byte[] encoded, String mediaType) {
        if (encoded.length == 0 || (encoded.length > MAX_IMAGE_BYTES && !blobs.hasStore())) {
            throw new IllegalArgumentException("an image has " + encoded.length + " bytes; from 1 to " + MAX_IMAGE_BYTES
                    + " can be published, larger ones need an object store (kafka.store)");
        }
        throwFailure();
        ByteBuffer data = ByteBuffer.wrap(encoded.clone());
        String sha256 = Sha256.of(data);
        Instant now = clock.instant();
        Instant before = published.get(sha256);
        if (before == null || before.plus(REPUBLISH_AFTER).isBefore(now)) {
            ImageBlob image = blobs.toPublish(ImageBlobs.of(run.value(), sha256, mediaType, data));
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, sha256, image), this::sent);
            remember(sha256, now);
        }
        return new ImageRef(sha256, mediaType);
    }

    /**
     * Waits until everything published is stored.
     *
     * @throws KafkaException if something could not be
     */
    public synchronized void flush() {
        producer.flush();
        throwFailure();
    }

    @Override
    public void close() {
        try (blobs;
                producer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }

    private void remember(String sha256, Instant now) {
        published.remove(sha256); // so that the order is that of publishing
        published.put(sha256, now);
        if (published.size() > REMEMBERED) {
            published.remove(published.keySet().iterator().next());
        }
    }

    private void sent(@Nullable RecordMetadata metadata, @Nullable Exception e) {
        if (e != null) {
            failure.set(e);
        }
    }

    /** Which images were lost is not known to a caller, so all of them are published anew from here on. */
    private void throwFailure() {
        Exception e = failure.getAndSet(null);
        if (e != null) {
            published.clear();
            throw new KafkaException("an image could not be stored on " + topic + ": " + e.getMessage(), e);
        }
    }
}
