package dev.millrace.workers.feeding;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.id.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes prompts in portions: first all images of a portion, and only when these are stored its prompts, so that no
 * prompt is read before its images are there. Prompts are in no transaction. Confined to one thread.
 */
final class PromptPublisher {

    private final Producer<String, Prompt> producer;
    private final Function<FeedImage, ImageRef> images;
    private final Runnable imagesStored;
    private final String topic;
    private final RunId run;
    private final Optional<FeedIdentity> identity;

    /**
     * @param identity of what is fed; empty where nobody goes on with it
     * @param images publishes an image unless that was done before, and says how prompts name it
     * @param imagesStored waits until all images are stored, and throws if one could not be
     */
    PromptPublisher(
            Producer<String, Prompt> producer,
            Function<FeedImage, ImageRef> images,
            Runnable imagesStored,
            String topic,
            RunId run,
            Optional<FeedIdentity> identity) {
        this.producer = producer;
        this.images = images;
        this.imagesStored = imagesStored;
        this.topic = topic;
        this.run = run;
        this.identity = identity;
    }

    /**
     * Publishes a portion and waits until it is stored.
     *
     * @throws IllegalArgumentException naming the entry, if one of its images is empty or too large, or its texts are
     *     too long
     * @throws KafkaException if something could not be stored
     */
    void publish(List<FeedItem> items) {
        List<ProducerRecord<String, Prompt>> records =
                items.stream().map(this::record).toList();
        imagesStored.run();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(producer.send(record)));
        producer.flush();
        for (Future<RecordMetadata> stored : sent) {
            try {
                stored.get();
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            } catch (ExecutionException e) {
                throw new KafkaException("a prompt could not be stored on " + topic + ": " + e.getCause(), e);
            }
        }
    }

    private ProducerRecord<String, Prompt> record(FeedItem item) {
        Prompt prompt = prompt(item.entry());
        ProducerRecord<String, Prompt> record = new ProducerRecord<>(topic, prompt.getPromptId(), prompt);
        identity.ifPresent(fed -> record.headers().add(FeedIdentity.HEADER, fed.at(item.position())));
        return record;
    }

    private Prompt prompt(FeedEntry entry) {
        try {
            List<ImageRef> references = entry.images().stream().map(images).toList();
            FeedPrompt.requireRoom(entry);
            return FeedPrompt.of(entry, references, run);
        } catch (IllegalArgumentException e) {
            String id = entry.id().substring(0, Math.min(80, entry.id().length()));
            throw new IllegalArgumentException("prompt " + id + ": " + e.getMessage(), e);
        }
    }
}
