package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.OpenClients;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images by content.
 *
 * <p>It follows the images topic from its beginning, as far as it must to find what is asked for, and remembers where
 * each image lies: about 200 bytes an image. One that is too large for the topic lies in the object store, and is given out
 * like the others. The newest used stay in a cache bounded in bytes; others are read again
 * from the log. An image is given out only if its bytes have the hash they are known by.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class ImageArchive implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ImageArchive.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> follower;
    private final LogReader<ImageBlob> reader;
    private final Deserializer<ImageBlob> values;
    private final ImageBlobs blobs;
    private final String topic;
    private final Map<String, LogPosition> index = new HashMap<>();
    private final ImageCache cache;
    private boolean following;

    /** Owns what it is given. */
    ImageArchive(
            Consumer<byte[], byte[]> follower,
            LogReader<ImageBlob> reader,
            Deserializer<ImageBlob> values,
            ImageBlobs blobs,
            Topics topics,
            long cacheBytes) {
        this.follower = follower;
        this.reader = reader;
        this.values = values;
        this.blobs = blobs;
        this.topic = topics.images();
        this.cache = new ImageCache(cacheBytes);
    }

    /**
     * Opens an archive with consumers of its own. No request is made before the first question.
     *
     * @param cacheBytes bytes of images that are kept in memory
     */
    public static ImageArchive open(KafkaConnection connection, Topics topics, String clientId, long cacheBytes) {
        AvroSerdes serdes = new AvroSerdes(connection);
        OpenClients opened = new OpenClients();
        try {
            ImageBlobs blobs = opened.add(ImageBlobs.open(connection, topics));
            Consumer<byte[], byte[]> follower = opened.add(new KafkaConsumer<>(
                    connection.consumer(clientId + "-follow"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer()));
            LogReader<ImageBlob> reader = opened.add(LogReader.open(
                    connection,
                    clientId + "-refetch",
                    topics.images(),
                    serdes.deserializer(ImageBlob.class),
                    LogReaderConfig.defaults()));
            return new ImageArchive(follower, reader, serdes.deserializer(ImageBlob.class), blobs, topics, cacheBytes);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * The images, each question waiting for one that was not published yet. None is given for one that did not turn up, or
     * was deleted by retention, or that the topic names and the object store has not got, or with other bytes. It is closed
     * with this archive.
     *
     * <p>A question ends with a {@link org.apache.kafka.common.errors.WakeupException} after {@link #wakeup()}, and with an
     * {@link org.apache.kafka.common.errors.InterruptException} if its thread is interrupted. It ends with a
     * {@link dev.millrace.schemas.store.StoreException} if the object store cannot be read all the while, and with a
     * {@link TimeoutException} if the broker does not give what is there: that says nothing of the image.
     *
     * @param patience how long a question waits
     */
    public EncodedImages awaiting(Duration patience) {
        return sha256 -> find(sha256, patience).map(ImageArchive::bytes);
    }

    /** The images that were met before; does not look for others, nor wait for a store. Errors as {@link #awaiting}. */
    public EncodedImages met() {
        return sha256 -> known(sha256).map(ImageArchive::bytes);
    }

    private static byte[] bytes(ImageBlob image) {
        ByteBuffer data = image.getData().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    private Optional<ImageBlob> known(String sha256) {
        Optional<ImageBlob> cached = cache.get(sha256);
        return cached.isPresent() ? cached : readAgain(sha256);
    }

    /** Makes a call that is waiting on another thread, or the next one, end with a WakeupException. */
    public void wakeup() {
        follower.wakeup();
        reader.wakeup();
    }

    @Override
    public void close() {
        try (blobs;
                values;
                reader;
                follower) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }

    /** Looks for an image, until it is there, or lies where it cannot be had, or the patience is over. */
    private Optional<ImageBlob> find(String sha256, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<ImageBlob> image = known(sha256, deadline);
        boolean isOver = false;
        while (image.isEmpty() && !index.containsKey(sha256) && !isOver) {
            follow();
            isOver = System.nanoTime() - deadline >= 0;
            image = known(sha256, deadline);
        }
        return image;
    }

    /** Tries again while what keeps the image cannot be read: others must not take it for missing. */
    private Optional<ImageBlob> known(String sha256, long deadline) {
        boolean isTold = false;
        while (true) {
            try {
                return known(sha256);
            } catch (StoreException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw e;
                }
                if (!isTold) {
                    log.atWarn().addKeyValue("cause", e.getMessage()).log("image cannot be read yet; trying again");
                    isTold = true;
                }
                follow();
            }
        }
    }

    private Optional<ImageBlob> readAgain(String sha256) {
        LogPosition position = index.get(sha256);
        if (position == null) {
            return Optional.empty();
        }
        try {
            ImageBlob record = reader.fetch(position);
            if (!record.getSha256().equals(sha256)) { // the topic was made anew
                throw new SerializationException("another image lies at " + position);
            }
            Optional<ImageBlob> image = blobs.whole(record);
            image.ifPresent(cache::put);
            return image;
        } catch (LogPositionException | SerializationException e) {
            if (e instanceof LogPositionException late && late.isAwaited()) {
                throw new TimeoutException("image " + sha256 + " cannot be read yet: " + e.getMessage(), e);
            }
            log.atWarn()
                    .addKeyValue("sha256", sha256)
                    .addKeyValue("cause", e.getMessage())
                    .log("image is gone from the log");
            index.remove(sha256);
            return Optional.empty();
        }
    }

    /** Reads on for a moment. */
    private void follow() {
        begin();
        for (ConsumerRecord<byte[], byte[]> record : follower.poll(POLL)) {
            remember(record);
        }
    }

    private void begin() {
        if (following) {
            return;
        }
        List<TopicPartition> partitions = Partitions.of(follower, topic);
        follower.assign(partitions);
        follower.seekToBeginning(partitions);
        following = true;
    }

    private ImageBlob read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new SerializationException("it has no value");
        }
        return values.deserialize(record.topic(), record.value());
    }

    private void remember(ConsumerRecord<byte[], byte[]> record) {
        try {
            ImageBlob image = read(record);
            LogPosition position = new LogPosition(record.partition(), record.offset());
            if (image.getStore() == null) {
                ContentHash.verify(image);
                cache.put(image);
            }
            index.put(image.getSha256(), position);
        } catch (SerializationException e) {
            log.atWarn()
                    .addKeyValue("record", record.topic() + "-" + record.partition() + "@" + record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("record is no image and was passed over");
        }
    }
}
