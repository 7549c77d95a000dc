package dev.millrace.policy.weights;

import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The mean of several versions' weights, number by number: summed in double precision, oldest version first, and rounded once
 * to the type that the tensor has. Integers must be the same in all. It takes 8 bytes in the heap for each number.
 */
public final class WeightAverage {

    private WeightAverage() {}

    /**
     * Averages.
     *
     * @param versions at least one, oldest first; all of them full weights of one architecture
     * @return full weights under the newest version's number
     * @throws UpdateException saying in one line which version does not fit, or is damaged
     */
    public static PolicyUpdate of(List<PolicyUpdate> versions) {
        PolicyUpdate newest = versions.get(versions.size() - 1);
        if (versions.size() == 1) {
            return newest;
        }
        Sums sums = new Sums();
        for (PolicyUpdate version : versions) {
            requireAlike(version, newest);
            sums.begin(version.name());
            version.tensors().read(version.name(), sums);
        }
        return PolicyUpdate.full(
                newest.version(),
                newest.family(),
                newest.architecture(),
                TensorEncoder.encode(sums.means(versions.size())));
    }

    private static void requireAlike(PolicyUpdate version, PolicyUpdate newest) {
        if (version.kind() != UpdateKind.FULL) {
            throw new UpdateException(
                    version.name() + " is " + (version.kind() == UpdateKind.ADAPTER ? "an adapter" : "a delta")
                            + ", and the mean of such is none; only full weights are averaged");
        }
        if (!version.family().equals(newest.family()) || !version.architecture().equals(newest.architecture())) {
            throw new UpdateException(version.name() + " is of another architecture than version " + newest.version());
        }
    }

    /** Adds versions up, tensor by tensor. For one thread. */
    private static final class Sums implements TensorSink {

        private final Map<String, double[]> floats = new TreeMap<>();
        private final Map<String, Tensor> others = new TreeMap<>();
        private final Map<String, TensorForm> forms = new TreeMap<>();
        private String version = "";

        void begin(String name) {
            version = name;
        }

        @Override
        public void layout(Map<String, TensorForm> layout) {
            if (forms.isEmpty()) {
                forms.putAll(layout);
            } else if (!forms.equals(new TreeMap<>(layout))) {
                throw new UpdateException(version + " has other tensors than the versions before it");
            }
        }

        @Override
        public void tensor(String name, TensorSource values) throws IOException {
            TensorForm form = values.form();
            if (!form.type().isFloat()) {
                Tensor copy = Tensor.copyOf(values);
                if (!copy.equals(others.computeIfAbsent(name, first -> copy))) {
                    throw new UpdateException(version + ": tensor '" + name
                            + "' holds other integers than in the versions before it; they have no mean");
                }
                return;
            }
            double[] sum = floats.computeIfAbsent(
                    name, first -> new double[Math.toIntExact(form.shape().elements())]);
            values.writeTo(new Adding(form.type(), sum));
        }

        Map<String, TensorSource> means(int count) {
            Map<String, TensorSource> means = new TreeMap<>(others);
            floats.forEach((name, sum) ->
                    means.put(name, new Mean(Objects.requireNonNull(forms.get(name), name), sum, count)));
            return means;
        }
    }

    /** Adds the values that pass to sums. For one tensor. */
    private static final class Adding implements ByteSink {

        private final TensorType type;
        private final double[] sum;
        private int next;

        Adding(TensorType type, double[] sum) {
            this.type = type;
            this.sum = sum;
        }

        @Override
        public void accept(ByteBuffer piece) {
            ByteBuffer values = piece.slice().order(ByteOrder.LITTLE_ENDIAN);
            int count = values.remaining() / type.bytes();
            for (int i = 0; i < count; i++) {
                sum[next++] += type.floatAt(values, i);
            }
            piece.position(piece.limit());
        }
    }

    /** Sums divided by their number, as they are asked for. */
    private static final class Mean implements TensorSource {

        private static final int PIECE = 16 * 1024;

        private final TensorForm form;
        private final double[] sum;
        private final int count;

        Mean(TensorForm form, double[] sum, int count) {
            this.form = form;
            this.sum = sum;
            this.count = count;
        }

        /** Floats of 16 bits with 10 digits are read only; their mean is written with more digits. */
        @Override
        public TensorForm form() {
            return form.type() == TensorType.F16 ? new TensorForm(TensorType.F32, form.shape()) : form;
        }

        @Override
        public void writeTo(ByteSink sink) throws IOException {
            TensorType type = form().type();
            ByteBuffer piece = ByteBuffer.allocate(PIECE * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < sum.length; from += PIECE) {
                piece.clear();
                int to = Math.min(sum.length, from + PIECE);
                for (int i = from; i < to; i++) {
                    type.putFloat(piece, (float) (sum[i] / count));
                }
                sink.accept(piece.flip());
            }
        }
    }
}
