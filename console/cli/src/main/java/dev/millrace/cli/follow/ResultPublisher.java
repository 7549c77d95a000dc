package dev.millrace.cli.follow;

import dev.millrace.cli.follow.ResultRecords.Result;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.OpenClients;
import dev.millrace.schemas.client.Transactions;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.notice.CauseChain;
import dev.millrace.schemas.topic.EvaluatorName;
import dev.millrace.schemas.topic.RunNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Publishes results, each in one transaction with the images that it names, under an id that two evaluators of one name cannot
 * both use. After a failure it is closed, and whoever opens the next one reads first what was committed. For one thread.
 */
final class ResultPublisher implements AutoCloseable {

    private final OpenClients open = new OpenClients();
    private final RunNames names;
    private final EvaluatorName evaluator;
    private final Producer<byte[], byte[]> producer;
    private final Serializer<HeldOutResult> results;
    private final Serializer<ImageBlob> images;
    private final ImageBlobs blobs;

    /**
     * Opens it: an evaluator of the same name that runs is fenced, and a transaction that it left is brought to its end.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer, or this user may not use the id
     */
    ResultPublisher(KafkaConnection connection, AvroSerdes serdes, RunNames names, EvaluatorName evaluator) {
        this.names = names;
        this.evaluator = evaluator;
        try {
            blobs = open.add(ImageBlobs.open(connection, names.topics()));
            results = open.add(serdes.serializer(HeldOutResult.class));
            images = open.add(serdes.serializer(ImageBlob.class));
            producer = open.add(new KafkaProducer<>(
                    connection.transactionalProducer(id() + ".results", id()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()));
            Transactions.init(producer, id());
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private String id() {
        return names.evaluator(evaluator);
    }

    /**
     * Publishes all of it or nothing.
     *
     * @throws EvaluatorTakenException if another evaluator of this name has begun meanwhile
     * @throws org.apache.kafka.common.KafkaException if it is not known to be published; nothing more can be published by this
     */
    void publish(Result result) {
        try {
            producer.beginTransaction();
            for (EncodedImage image : result.images()) {
                String sha256 = image.digest().toString();
                send(
                        names.topics().images(),
                        sha256,
                        images.serialize(
                                names.topics().images(),
                                blobs.toPublish(ImageBlobs.of(
                                        names.run().value(), sha256, image.mediaType(), image.content()))));
            }
            send(
                    names.topics().evaluations(),
                    names.run().value(),
                    results.serialize(names.topics().evaluations(), result.record()));
            producer.commitTransaction();
        } catch (TransactionalIdAuthorizationException e) {
            throw Transactions.named(id(), e);
        } catch (KafkaException e) {
            throw isFenced(e) ? taken(e) : e;
        }
    }

    /** Kafka's producer may wrap it. */
    private static boolean isFenced(KafkaException failure) {
        CauseChain chain = CauseChain.of(failure);
        return chain.holds(ProducerFencedException.class) || chain.holds(InvalidProducerEpochException.class);
    }

    private EvaluatorTakenException taken(KafkaException cause) {
        return new EvaluatorTakenException(
                "another evaluator called " + evaluator + " judges run " + names.run()
                        + " since this one began; let one of them run, or give each its own --name",
                cause);
    }

    /** A failed send fails the transaction, which the commit reports. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    @Override
    public void close() {
        open.close();
    }
}
