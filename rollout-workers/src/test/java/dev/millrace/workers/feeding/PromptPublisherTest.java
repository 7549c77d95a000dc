package dev.millrace.workers.feeding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.workers.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PromptPublisherTest {

    private final MockProducer<String, Prompt> producer = new MockProducer<>(
            true, null, new StringSerializer(), Samples.serdes().serializer(Prompt.class));
    private static final FeedIdentity FED = new FeedIdentity("0123");

    private final List<String> order = new ArrayList<>();

    @Test
    void shouldStoreImagesBeforeThePromptsThatNameThem() {
        PromptPublisher publisher = publisher(image -> new ImageRef("ab", image.mediaType()));

        publisher.publish(List.of(new FeedItem(5, entry("a")), new FeedItem(6, entry("b"))));

        assertThat(order).containsExactly("images stored with 0 prompts sent");
        assertThat(producer.history()).extracting(ProducerRecord::key).containsExactly("a", "b");
        assertThat(producer.history())
                .extracting(record -> FED.position(record.headers()).getAsLong())
                .containsExactly(5L, 6L);
        Prompt prompt = producer.history().get(0).value();
        assertThat(prompt.getImages()).containsExactly(new ImageRef("ab", "image/png"));
        assertThat(prompt.getReference()).isEqualTo("3");
        assertThat(prompt.getRules()).isNull();
        assertThat(prompt.getCategory()).isEqualTo("count");
        assertThat(prompt.getTask()).isEqualTo(Task.UNDERSTANDING);
        assertThat(prompt.getRunId()).isEqualTo("r");
        assertThat(prompt.getSystem()).isEqualTo("Think.");
        assertThat(prompt.getColumns()).containsEntry("level", "3");
    }

    @Test
    void shouldNameThePromptWhoseImageCannotBePublished() {
        PromptPublisher publisher = publisher(image -> {
            throw new IllegalArgumentException("an image has 0 bytes");
        });

        assertThatThrownBy(() -> publisher.publish(List.of(new FeedItem(0, entry("a")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt a: an image has 0 bytes");
        assertThat(producer.history()).isEmpty();
    }

    private PromptPublisher publisher(java.util.function.Function<FeedImage, ImageRef> images) {
        return new PromptPublisher(
                producer,
                images,
                () -> order.add("images stored with " + producer.history().size() + " prompts sent"),
                Samples.TOPICS.prompts(),
                Samples.RUN,
                Optional.of(FED));
    }

    private static FeedEntry entry(String id) {
        FeedImage image = new FeedImage() {
            @Override
            public byte[] encoded() {
                return new byte[] {1};
            }

            @Override
            public String mediaType() {
                return "image/png";
            }
        };
        return new FeedEntry(
                id,
                "<image>How many 3s?",
                List.of(image),
                Task.UNDERSTANDING,
                Optional.of("3"),
                Optional.empty(),
                Optional.of("count"),
                Optional.of("Think."),
                Map.of("level", "3"));
    }
}
