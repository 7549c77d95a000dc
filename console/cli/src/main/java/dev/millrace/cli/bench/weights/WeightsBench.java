package dev.millrace.cli.bench.weights;

import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.bench.Machine;
import dev.millrace.cli.bench.Spread;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Sends versions in turns, by our clients and by plain ones, each size with a stack of its own. Belongs to one thread. */
public final class WeightsBench {

    private static final double NANOS = 1e9;

    /** Floats of a tensor, which so has a megabyte. */
    private static final int TENSOR_FLOATS = 250_000;

    private final int rounds;
    private final Consumer<String> out;

    /**
     * @param rounds versions that count, after one that warms up
     * @param out takes lines for people as they come
     */
    public WeightsBench(int rounds, Consumer<String> out) {
        this.rounds = rounds;
        this.out = out;
    }

    /** Measures versions of so many megabytes, one size after the other. */
    public WeightsReport run(List<Integer> megabytes) throws IOException {
        Machine before = Machine.now();
        out.accept(before.line());
        List<WeightsRow> rows = new ArrayList<>();
        for (int size : megabytes) {
            WeightsRow row = measure(size);
            row.lines().forEach(out);
            rows.add(row);
        }
        return new WeightsReport(before, Machine.now(), rows);
    }

    private WeightsRow measure(int megabytes) throws IOException {
        Map<String, Tensor> tensors = tensors(megabytes);
        TensorEncoder.encode(Map.of("warms.up", tensors.values().iterator().next()));
        long begun = System.nanoTime();
        EncodedTensors encoded = TensorEncoder.encode(tensors);
        double encoding = (System.nanoTime() - begun) / NANOS;
        List<VersionOnce> ours = new ArrayList<>();
        List<VersionOnce> plain = new ArrayList<>();
        try (BenchStack stack = BenchStack.start();
                OurWeights our = new OurWeights(stack, new RunNames(stack.topics(), new RunId("bench")));
                PlainWeights raw = new PlainWeights(stack)) {
            for (int round = 0; round <= rounds; round++) {
                int version = round;
                PolicyUpdate update = PolicyUpdate.full(new PolicyVersion(version), "bench", "{}", encoded);
                ours.add(VersionOnce.of(() -> our.commit(update), () -> our.read(version)));
                plain.add(VersionOnce.of(() -> raw.commit(encoded), () -> raw.read(encoded.bytes())));
            }
        }
        return row(encoded.bytes(), encoding, ours.subList(1, ours.size()), plain.subList(1, plain.size()));
    }

    private static WeightsRow row(long bytes, double encoding, List<VersionOnce> ours, List<VersionOnce> plain) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(plain.get(round).seconds() / ours.get(round).seconds());
        }
        return new WeightsRow(
                bytes,
                encoding,
                Spread.of(ours.stream().map(VersionOnce::seconds).toList()),
                Spread.of(plain.stream().map(VersionOnce::seconds).toList()),
                Spread.of(ratios),
                Spread.of(ours.stream().map(VersionOnce::cpuSeconds).toList()),
                Spread.of(plain.stream().map(VersionOnce::cpuSeconds).toList()));
    }

    /** All of the same values: what they are is no matter where nothing is compressed. */
    private static Map<String, Tensor> tensors(int megabytes) {
        Random random = new Random(1);
        float[] values = new float[TENSOR_FLOATS];
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextGaussian();
        }
        Tensor tensor = Tensor.ofFloats(TensorShape.of(TENSOR_FLOATS), values);
        Map<String, Tensor> tensors = new TreeMap<>();
        for (int index = 0; index < megabytes; index++) {
            tensors.put("layer." + index, tensor);
        }
        return tensors;
    }
}
