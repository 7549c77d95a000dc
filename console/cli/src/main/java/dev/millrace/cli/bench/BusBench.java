package dev.millrace.cli.bench;

import dev.millrace.schemas.avro.Trajectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Publishing and reading of trajectories against a producer and a consumer that do no more than move the same bytes, in turns.
 * Belongs to one thread.
 */
public final class BusBench {

    /** Compared for what is on disk; the topics of a run take what they get as it is, uncompressed. */
    private static final List<String> CODECS = List.of("lz4", "zstd");

    private final int groups;
    private final int rounds;
    private final int batch;
    private final Consumer<String> out;

    /**
     * @param groups that a round publishes and reads
     * @param rounds that count, after one that warms up
     * @param batch groups of a transaction
     * @param out takes lines for people as they come
     */
    public BusBench(int groups, int rounds, int batch, Consumer<String> out) {
        this.groups = groups;
        this.rounds = rounds;
        this.batch = batch;
        this.out = out;
    }

    /** Measures one shape after the other. */
    public BusReport run(List<GroupShape> shapes) throws IOException {
        Machine before = Machine.now();
        out.accept(before.line());
        List<BusRow> rows = new ArrayList<>();
        for (GroupShape shape : shapes) {
            BusRow row = measure(shape);
            row.lines().forEach(out);
            rows.add(row);
        }
        return new BusReport(before, Machine.now(), rows);
    }

    private BusRow measure(GroupShape shape) throws IOException {
        try (BenchStack stack = BenchStack.start()) {
            List<List<Trajectory>> made = new ArrayList<>();
            List<List<byte[]>> bytes = new ArrayList<>();
            BenchGroups source = new BenchGroups(shape, 2);
            try (Serializer<Trajectory> serializer = stack.serdes().serializer(Trajectory.class)) {
                for (int group = 0; group < groups; group++) {
                    List<Trajectory> one = source.trajectories(group);
                    made.add(one);
                    bytes.add(one.stream()
                            .map(each -> serializer.serialize(stack.topics().trajectories(), each))
                            .toList());
                }
            }
            long total = bytes.stream()
                    .flatMap(List::stream)
                    .mapToLong(b -> b.length)
                    .sum();
            List<Double> published = new ArrayList<>();
            List<Double> sent = new ArrayList<>();
            List<Double> read = new ArrayList<>();
            List<Double> decoded = new ArrayList<>();
            List<CodecRow> codecs = new ArrayList<>();
            try (BusPublishing publishing = new BusPublishing(stack, batch)) {
                for (int round = 0; round <= rounds; round++) {
                    published.add(publishing.publish(made));
                    sent.add(publishing.send(bytes, "none"));
                }
                for (String codec : CODECS) {
                    publishing.send(bytes, codec);
                    double again = publishing.send(bytes, codec);
                    codecs.add(new CodecRow(codec, groups / again, publishing.storedShare(codec, 2 * total)));
                }
            }
            BusReading reading = new BusReading(stack, groups);
            for (int round = 0; round <= rounds; round++) {
                decoded.add(reading.decode());
                read.add(reading.fetch());
            }
            return BusRow.of(shape.name(), groups, batch, total / groups, published, sent, read, decoded, codecs);
        }
    }
}
