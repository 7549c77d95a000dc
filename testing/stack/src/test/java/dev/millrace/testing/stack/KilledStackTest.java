package dev.millrace.testing.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.schemas.client.KafkaConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledStackTest {

    private static final List<String> VALUES =
            IntStream.range(0, 50).mapToObj(i -> "value " + i).toList();

    @TempDir
    private Path folder;

    /** The process that is killed: writes a transaction, leaves another open, says so, and waits. */
    public static void main(String[] arguments) throws Exception {
        LocalStack stack = LocalStack.start(LocalStackConfig.in(Path.of(arguments[0])));
        KafkaConnection connection = stack.connection();
        try (Admin admin = Admin.create(connection.client("victim"))) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                connection.transactionalProducer("victim", "victim"), new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        for (String value : VALUES) {
            producer.send(new ProducerRecord<>("t", "k", value)).get();
        }
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", "k", "never committed")).get();
        System.out.println("ready");
        Thread.currentThread().join();
    }

    @Test
    void shouldComeBackAfterAKillWithWhatWasCommitted() throws Exception {
        // Given a stack in another process that is killed with a transaction open
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledStackTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitReady(victim);
        } finally {
            victim.destroyForcibly().waitFor();
        }

        // When it is started again
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(folder))) {

            // Then it has what was committed, and the same producer goes on where the dead one was
            KafkaConnection connection = stack.connection();
            assertThat(read(connection, VALUES.size())).isEqualTo(VALUES);
            try (KafkaProducer<String, String> heir = new KafkaProducer<>(
                    connection.transactionalProducer("heir", "victim"),
                    new StringSerializer(),
                    new StringSerializer())) {
                heir.initTransactions();
                heir.beginTransaction();
                heir.send(new ProducerRecord<>("t", "k", "after")).get();
                heir.commitTransaction();
            }
            assertThat(read(connection, VALUES.size() + 1))
                    .hasSize(VALUES.size() + 1)
                    .endsWith("after");
        }
    }

    private static void awaitReady(Process victim) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null && !line.equals("ready")) {
            line = output.readLine();
        }
        assertThat(line).as("what the process says before it ends").isEqualTo("ready");
    }

    private static List<String> read(KafkaConnection connection, int count) {
        Map<String, Object> settings = new HashMap<>(connection.consumer("test"));
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition("t", 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
