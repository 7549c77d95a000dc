package dev.millrace.cli.page;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.servers.ServerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** All records of the played run, read by plain consumers and by nothing of the page. */
record ReadLog(
        List<Placed<TrainingStep>> steps,
        List<Placed<Experience>> experience,
        List<Placed<Trajectory>> trajectories,
        List<Placed<Score>> scores,
        List<Placed<Drop>> drops,
        List<Placed<MetricWindow>> windows,
        List<Placed<HeldOutResult>> heldOut,
        List<ConsumerRecord<byte[], byte[]>> letters) {

    /** A record and where it lies. */
    record Placed<T>(T value, String topic, int partition, long offset, Instant at) {

        String place() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    static ReadLog of(PlayedRun played) {
        return new ReadLog(
                read(played, played.topics().trainingSteps(), TrainingStep.class),
                read(played, played.topics().experience(), Experience.class),
                read(played, played.topics().trajectories(), Trajectory.class),
                read(played, played.topics().scores(), Score.class),
                read(played, played.topics().drops(), Drop.class),
                read(played, played.topics().metrics(), MetricWindow.class),
                read(played, played.topics().evaluations(), HeldOutResult.class),
                records(played, played.topics().deadLetters()));
    }

    private static <T extends SpecificRecord> List<Placed<T>> read(PlayedRun played, String topic, Class<T> type) {
        try (Deserializer<T> values = new AvroSerdes(played.connection()).deserializer(type)) {
            return records(played, topic).stream()
                    .map(record -> new Placed<>(
                            values.deserialize(topic, record.value()),
                            topic,
                            record.partition(),
                            record.offset(),
                            Instant.ofEpochMilli(record.timestamp())))
                    .toList();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(PlayedRun played, String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                played.connection().reader("test-log"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ReadToEnd<byte[], byte[]> reading = ReadToEnd.ofTopic(consumer, topic);
            while (!reading.isDone()) {
                reading.poll().forEach(records::add);
            }
        }
        return records;
    }

    /** The metrics of each step of a run, by its number. */
    NavigableMap<Integer, Map<String, Double>> metrics(String run) {
        NavigableMap<Integer, Map<String, Double>> metrics = new TreeMap<>();
        stepsOf(run)
                .forEach(
                        step -> metrics.put(step.value().getStep(), step.value().getMetrics()));
        return metrics;
    }

    /** The metrics of the newest step of the played run. */
    Map<String, Double> newest() {
        NavigableMap<Integer, Map<String, Double>> all = metrics(PlayedRun.RUN.value());
        return all.getOrDefault(all.lastKey(), Map.of());
    }

    double metric(String run, int step, String name) {
        Double value = metrics(run).getOrDefault(step, Map.of()).get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " of step " + step + " of run " + run);
        }
        return value;
    }

    List<Placed<TrainingStep>> stepsOf(String run) {
        return steps.stream()
                .filter(step -> step.value().getRunId().equals(run))
                .sorted(Comparator.comparing(step -> step.value().getStep()))
                .toList();
    }

    /** What workers say of their servers: figures by {@code SERVER/FIGURE}. */
    Map<String, Double> servers() {
        Map<String, Double> figures = new TreeMap<>();
        windows.stream().map(Placed::value).filter(ServerReport::is).forEach(report -> report.getFigures()
                .forEach((name, figure) -> figures.put(name.split("/", 3)[2], figure.getMax())));
        return figures;
    }

    Placed<Experience> experienceOf(String group) {
        return experience.stream()
                .filter(each -> each.value().getGroupId().equals(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no experience of " + group));
    }

    List<Placed<Drop>> dropsOf(String group) {
        return drops.stream()
                .filter(each -> each.value().getGroupId().equals(group))
                .toList();
    }

    /** The trajectories of a group, by index. */
    List<Placed<Trajectory>> trajectoriesOf(String group) {
        return trajectories.stream()
                .filter(each -> each.value().getGroupId().equals(group))
                .sorted(Comparator.comparing(each -> each.value().getIndex()))
                .toList();
    }
}
