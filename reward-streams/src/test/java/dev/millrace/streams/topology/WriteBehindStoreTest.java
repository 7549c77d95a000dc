package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Against Kafka Streams itself, which decides when a store may write before a commit. */
class WriteBehindStoreTest {

    private static final String STORE = "words";

    private int encoded;

    @Test
    void shouldWriteWhatIsThereBeforeTheCommitAndOnce() {
        try (TopologyTestDriver driver = driver()) {
            // When
            driver.createInputTopic("in", new StringSerializer(), new StringSerializer())
                    .pipeInput("a", "1,2,3");

            // Then
            assertThat(changelog(driver)).containsExactly("a=3");
            assertThat(encoded).isEqualTo(1);
        }
    }

    @Test
    void shouldLeaveNoTraceOfWhatCameAndWentBetweenTwoCommits() {
        try (TopologyTestDriver driver = driver()) {
            // When
            driver.createInputTopic("in", new StringSerializer(), new StringSerializer())
                    .pipeInput("a", "1,2,");

            // Then
            assertThat(changelog(driver)).isEmpty();
        }
    }

    @Test
    void shouldWriteThatIsGoneWhatWasWrittenBefore() {
        try (TopologyTestDriver driver = driver()) {
            // Given
            var input = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            input.pipeInput("a", "1");

            // When
            input.pipeInput("a", "2,");

            // Then
            assertThat(changelog(driver)).containsExactly("a=1", "a=null");
        }
    }

    @Test
    void shouldWriteWhatAPunctuatorChanged() {
        try (TopologyTestDriver driver = driver()) {
            // Given
            driver.createInputTopic("in", new StringSerializer(), new StringSerializer())
                    .pipeInput("a", "1");

            // When
            driver.advanceWallClockTime(Duration.ofSeconds(1));

            // Then
            assertThat(changelog(driver)).containsExactly("a=1", "tick=1");
        }
    }

    @Test
    void shouldReadWhatWasRestored() {
        try (TopologyTestDriver driver = driver()) {
            // Given
            KeyValueStore<String, String> store = driver.getKeyValueStore(STORE);
            store.put("b", "2");
            store.put("a", "1");
            WriteBehindStore<String, String> anew = new WriteBehindStore<>(store, () -> {}, JointWrites::new);

            // When
            List<String> read = new ArrayList<>();
            try (var all = anew.all()) {
                all.forEachRemaining(entry -> read.add(entry.key + entry.value));
            }

            // Then
            assertThat(read).containsExactly("a1", "b2");
            assertThat(anew.get("b")).isEqualTo("2");
        }
    }

    @Test
    void shouldForgetWhatWasNotWrittenWhenItsTaskIsGivenUp() {
        try (TopologyTestDriver driver = driver()) {
            // Given a store with a value that is written, and one that another task has written meanwhile
            KeyValueStore<String, String> written = driver.getKeyValueStore(STORE);
            written.put("a", "1");
            WriteBehindStore<String, String> store = new WriteBehindStore<>(written, () -> {}, JointWrites::new);
            store.put("a", "2");
            store.put("b", "1");
            written.put("a", "3");

            // When
            store.clearCache();

            // Then it holds what is written, and writes nothing of its own
            assertThat(store.get("a")).isEqualTo("3");
            assertThat(store.get("b")).isNull();
            store.flushCache();
            assertThat(written.get("a")).isEqualTo("3");
        }
    }

    @Test
    void shouldWriteWhatOtherStoresOfTheThreadHoldBackToo() {
        // Given two stores of a thread with a value each, and one that was given up
        JointWrites joint = new JointWrites();
        KeyValueStore<Bytes, byte[]> first =
                Stores.inMemoryKeyValueStore("first").get();
        KeyValueStore<Bytes, byte[]> second =
                Stores.inMemoryKeyValueStore("second").get();
        KeyValueStore<Bytes, byte[]> given =
                Stores.inMemoryKeyValueStore("given").get();
        WriteBehindStore<Bytes, byte[]> committed = put(first, joint);
        put(second, joint);
        put(given, joint).clearCache();

        // When the task of one of them is about to be committed
        committed.flushCache();

        // Then
        assertThat(first.approximateNumEntries()).isEqualTo(1);
        assertThat(second.approximateNumEntries()).isEqualTo(1);
        assertThat(given.approximateNumEntries()).isZero();
    }

    private static WriteBehindStore<Bytes, byte[]> put(KeyValueStore<Bytes, byte[]> written, JointWrites joint) {
        WriteBehindStore<Bytes, byte[]> store = new WriteBehindStore<>(written, () -> {}, () -> joint);
        store.put(Bytes.wrap(new byte[] {1}), new byte[] {2});
        return store;
    }

    private static List<String> changelog(TopologyTestDriver driver) {
        TestOutputTopic<String, String> topic = driver.createOutputTopic(
                "app-" + STORE + "-changelog", new StringDeserializer(), new StringDeserializer());
        List<String> records = new ArrayList<>();
        while (!topic.isEmpty()) {
            var record = topic.readRecord();
            records.add(record.key() + "=" + record.value());
        }
        return records;
    }

    private TopologyTestDriver driver() {
        Serde<String> counting = Serdes.serdeFrom(
                (topic, value) -> {
                    encoded += value == null ? 0 : 1;
                    return new StringSerializer().serialize(topic, value);
                },
                new StringDeserializer());
        Topology topology = new Topology()
                .addSource("in", new StringDeserializer(), new StringDeserializer(), "in")
                .<String, String, String, String>addProcessor("put", Putting::new, "in")
                .addStateStore(
                        new HeldStoreBuilder<>(
                                Stores.keyValueStoreBuilder(
                                                Stores.inMemoryKeyValueStore(STORE), Serdes.String(), counting)
                                        .withCachingDisabled()
                                        .withLoggingEnabled(Map.of()),
                                written -> new WriteBehindStore<>(written, () -> {}, JointWrites::new)),
                        "put");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return new TopologyTestDriver(topology, settings);
    }

    /** Puts one value after the other under the key; an empty one deletes it. */
    private static final class Putting extends ContextualProcessor<String, String, String, String> {

        @Override
        public void init(ProcessorContext<String, String> context) {
            super.init(context);
            KeyValueStore<String, String> store = context.getStateStore(STORE);
            context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, time -> store.put("tick", "1"));
        }

        @Override
        public void process(Record<String, String> record) {
            KeyValueStore<String, String> store = context().getStateStore(STORE);
            for (String value : record.value().split(",", -1)) {
                store.put(record.key(), value.isEmpty() ? null : value);
            }
        }
    }
}
