package dev.millrace.workers.feeding;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    /** Most bytes of all texts of a prompt. */
    static final int MAX_PROMPT_BYTES = RecordLimits.MAX_RECORD_BYTES / 2;

    private final Producer<String, Prompt> producer;
    private final Function<FeedImage, ImageRef> images;
    private final Runnable imagesStored;
    private final String topic;
    private final RunId run;

    /**
     * @param images publishes an image unless that was done before, and says how prompts name it
     * @param imagesStored waits until all images are stored, and throws if one could not be
     */
    PromptPublisher(
            Producer<String, Prompt> producer,
            Function<FeedImage, ImageRef> images,
            Runnable imagesStored,
            String topic,
            RunId run) {
        this.producer = producer;
        this.images = images;
        this.imagesStored = imagesStored;
        this.topic = topic;
        this.run = run;
    }

    /**
     * Publishes a portion and waits until it is stored.
     *
     * @throws IllegalArgumentException naming the entry, if one of its images is empty or too large, or its texts are
     *     too long
     * @throws KafkaException if something could not be stored
     */
    void publish(List<FeedEntry> entries) {
        List<Prompt> prompts = entries.stream().map(this::prompt).toList();
        imagesStored.run();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        prompts.forEach(prompt -> sent.add(producer.send(new ProducerRecord<>(topic, prompt.getPromptId(), prompt))));
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

    /** A prompt stands in each of its trajectories, which have more to hold. */
    private static void requireRoom(FeedEntry entry) {
        long bytes = bytes(entry.id())
                + bytes(entry.text())
                + bytes(entry.reference().orElse(""))
                + bytes(entry.rules().orElse(""))
                + bytes(entry.category().orElse(""));
        if (bytes > MAX_PROMPT_BYTES) {
            throw new IllegalArgumentException(
                    "prompt " + entry.id().substring(0, Math.min(80, entry.id().length()))
                            + ": its texts have " + bytes + " bytes, at most " + MAX_PROMPT_BYTES
                            + " can be published; shorten problem, answer or rules");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Prompt prompt(FeedEntry entry) {
        List<ImageRef> references;
        try {
            references = entry.images().stream().map(images).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("prompt " + entry.id() + ": " + e.getMessage(), e);
        }
        requireRoom(entry);
        return Prompt.newBuilder()
                .setRunId(run.value())
                .setPromptId(entry.id())
                .setTask(entry.task())
                .setText(entry.text())
                .setImages(references)
                .setReference(entry.reference().orElse(null))
                .setRules(entry.rules().orElse(null))
                .setCategory(entry.category().orElse(null))
                .build();
    }
}
