package org.example.guests;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A table and its scores, (rows, words) in float32. For one thread while it is moved; after that safe for all. */
final class Table {

    private static final String FILE = "model.safetensors";
    private static final String TENSOR = "table";

    private final TableConfig config;
    private final float[] scores;

    private Table(TableConfig config, float[] scores) {
        this.config = config;
        this.scores = scores;
    }

    /** A table that knows nothing: all words are alike. */
    static Table blank(TableConfig config) {
        return new Table(config, new float[config.rows() * config.width()]);
    }

    /** @throws CheckpointException if a file is missing or malformed, or is not of its architecture */
    static Table read(ModelSource checkpoint) {
        TableConfig config = TableConfig.read(checkpoint);
        String where = checkpoint.describe(FILE);
        try {
            Tensor tensor = SafetensorsReader.read(checkpoint.map(FILE), where).tensor(TENSOR);
            requireForm(config, tensor.form());
            return new Table(config, tensor.toFloats());
        } catch (SafetensorsException | IllegalArgumentException e) {
            throw new CheckpointException(where, String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws UpdateException if it is not of this family, not whole, or damaged */
    static Table of(PolicyUpdate update) {
        if (!update.family().equals(TableConfig.FAMILY) || update.kind() != UpdateKind.FULL) {
            throw new UpdateException(update.name() + " is " + update.kind() + " of the family " + update.family()
                    + ", but only FULL of " + TableConfig.FAMILY + " can be served");
        }
        try {
            Reading reading = new Reading(TableConfig.parse(update.architecture()));
            update.tensors().read(update.name(), reading);
            return new Table(reading.config, reading.scores);
        } catch (IllegalArgumentException e) {
            throw new UpdateException(update.name() + ": " + e.getMessage(), e);
        }
    }

    /** Takes the one tensor of an update. */
    private static final class Reading implements TensorSink {

        private final TableConfig config;
        private float[] scores = new float[0];

        Reading(TableConfig config) {
            this.config = config;
        }

        @Override
        public void layout(Map<String, TensorForm> forms) {
            TensorForm form = forms.get(TENSOR);
            if (form == null || forms.size() > 1) {
                throw new IllegalArgumentException("it holds the tensors " + forms.keySet() + ", not only " + TENSOR);
            }
            requireForm(config, form);
        }

        @Override
        public void tensor(String name, TensorSource values) {
            scores = Tensor.copyOf(values).toFloats();
        }
    }

    private static void requireForm(TableConfig config, TensorForm form) {
        TensorForm needed = new TensorForm(TensorType.F32, TensorShape.of(config.rows(), config.width()));
        if (!form.equals(needed)) {
            throw new IllegalArgumentException("the table is " + form + ", but its architecture needs " + needed);
        }
    }

    TableConfig config() {
        return config;
    }

    WordOdds odds(int row, double temperature) {
        return new WordOdds(scores, row, config.width(), temperature);
    }

    /** Adds {@code factor} times a change of the same shape. */
    void move(double factor, double[] change) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (scores[i] + factor * change[i]);
        }
    }

    Map<String, TensorSource> tensors() {
        return Map.of(TENSOR, Tensor.ofFloats(TensorShape.of(config.rows(), config.width()), scores));
    }

    PolicyUpdate update(PolicyVersion version) {
        return PolicyUpdate.full(version, TableConfig.FAMILY, config.toJson(), TensorEncoder.encode(tensors()));
    }

    Map<String, FileContents> files() {
        return Map.of(
                TableConfig.FILE,
                FileContents.of(config.toJson().getBytes(StandardCharsets.UTF_8)),
                FILE,
                sink -> SafetensorsWriter.write(tensors(), Map.of(), sink));
    }
}
