package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.store.DamagedObjectException;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.store.StoredObject;
import dev.millrace.schemas.topic.Topics;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of images, with their bytes or with the name under which these lie in the object store, whoever publishes or
 * reads them.
 *
 * <p>Owns the store until closed. Safe for all threads.
 */
public final class ImageBlobs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ImageBlobs.class);

    private final Optional<ObjectStore> store;
    private final String topic;

    /** @param store closed with this */
    public ImageBlobs(Optional<ObjectStore> store, Topics topics) {
        this.store = store;
        this.topic = topics.images();
    }

    /**
     * With the connection's store, where there is one.
     *
     * @throws IllegalArgumentException if its settings are wrong
     */
    public static ImageBlobs open(KafkaConnection connection, Topics topics) {
        return new ImageBlobs(connection.openStore(), topics);
    }

    /**
     * An image with its bytes.
     *
     * @param data not copied, and not to be changed any more
     */
    public static ImageBlob of(String run, String sha256, String mediaType, ByteBuffer data) {
        return new ImageBlob(run, sha256, mediaType, data, null, 0L);
    }

    boolean hasStore() {
        return store.isPresent();
    }

    /**
     * An image as it goes onto its topic: of one with more than {@link ImagePublisher#MAX_IMAGE_BYTES} the name alone, after
     * its bytes went into the store. Without a store it stays as it is.
     *
     * @param image with its bytes
     * @throws StoreException if the store does not take it now
     */
    public ImageBlob toPublish(ImageBlob image) {
        int bytes = image.getData().remaining();
        if (bytes <= ImagePublisher.MAX_IMAGE_BYTES || store.isEmpty()) {
            return image;
        }
        ObjectStore into = store.get();
        byte[] encoded = new byte[bytes];
        image.getData().duplicate().get(encoded);
        try {
            into.put(ImageObjects.key(topic, image.getSha256()), bytes, () -> new ByteArrayInputStream(encoded));
        } catch (IOException e) {
            throw new StoreException(
                    "image " + image.getSha256() + " cannot be written to " + into.name() + ": " + e.getMessage()
                            + ". See that the store can be written and has room",
                    e);
        }
        return ImageBlob.newBuilder(image)
                .setData(ByteBuffer.allocate(0))
                .setStore(into.name())
                .setBytes(bytes)
                .build();
    }

    /**
     * An image of the topic with its bytes, whose hash is right.
     *
     * @return none if the store has not got it, or with other bytes, which was logged
     * @throws SerializationException if the record's own bytes have another hash, or it names no object
     * @throws StoreException if the store cannot be read now
     */
    Optional<ImageBlob> whole(ImageBlob image) {
        if (image.getStore() == null) {
            ContentHash.verify(image);
            return Optional.of(image);
        }
        if (store.isEmpty()) {
            return missing(
                    image,
                    "it lies in the store " + image.getStore()
                            + ", but this process has none; give it the kafka.store of who published it");
        }
        ObjectStore from = store.get();
        try {
            StoredObject object = new StoredObject(from, ImageObjects.key(topic, image.getSha256()), image.getBytes());
            return Optional.of(ImageBlob.newBuilder(image)
                    .setData(ByteBuffer.wrap(object.read()))
                    .build());
        } catch (IllegalArgumentException e) {
            throw new SerializationException(e.getMessage(), e);
        } catch (FileNotFoundException | DamagedObjectException e) {
            return missing(image, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new StoreException(
                    "image " + image.getSha256() + " cannot be read from " + from.name() + ": " + e.getMessage()
                            + ". See that the store can be reached and read",
                    e);
        }
    }

    private static Optional<ImageBlob> missing(ImageBlob image, String cause) {
        log.atWarn()
                .addKeyValue("sha256", image.getSha256())
                .addKeyValue("cause", cause)
                .log("image is not in the store");
        return Optional.empty();
    }

    @Override
    public void close() {
        store.ifPresent(ObjectStore::close);
    }
}
