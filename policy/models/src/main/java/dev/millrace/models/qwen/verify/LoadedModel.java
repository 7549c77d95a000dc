package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.ForwardPass;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint in memory, maybe with an adapter. Owns what it loads until closed.
 *
 * @param arrays its weights
 * @param adapter the adapter's weights
 */
record LoadedModel(ParameterArrays arrays, Optional<ParameterArrays> adapter, QwenNetwork network)
        implements AutoCloseable {

    /** In float32. */
    static LoadedModel plain(VectorSet vectors, String checkpoint) {
        return plain(vectors, checkpoint, TensorType.F32);
    }

    static LoadedModel plain(VectorSet vectors, String checkpoint, TensorType type) {
        ModelSource source = vectors.checkpoint(checkpoint);
        QwenConfig config = QwenConfigReader.read(source);
        ParameterArrays arrays = QwenFiles.of(source, config).load(type);
        return new LoadedModel(arrays, Optional.empty(), new QwenNetwork(config, arrays, Adapter.NONE));
    }

    /** The main checkpoint with the adapter of a folder, in float32. */
    static LoadedModel adapted(VectorSet vectors, String folder) {
        AdapterFiles files = AdapterFiles.read(vectors.checkpoint(folder), vectors.config());
        try {
            Adapter adapter = Adapter.of(files.arrays(), files.form().scale());
            ParameterArrays arrays = vectors.files().load();
            return new LoadedModel(
                    arrays, Optional.of(files.arrays()), new QwenNetwork(vectors.config(), arrays, adapter));
        } catch (RuntimeException e) {
            files.arrays().close();
            throw e;
        }
    }

    /** The name of the table of the output layer: the embedding's, where it is tied. */
    String head() {
        return arrays.byName().containsKey(TensorNames.HEAD) ? TensorNames.HEAD : TensorNames.EMBEDDING;
    }

    /** Logits of the places from which a sequence's response is predicted. */
    LogitRows responseLogits(VectorSet vectors, String sequence) {
        TokenRow row = vectors.row(sequence);
        int prompt = vectors.promptIds(sequence).length;
        ForwardPass forward = new ForwardPass(network);
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray hidden = forward.hidden(scope.manager(), List.of(row));
            NDArray answered = TensorOps.slice(hidden, 1, prompt - 1, row.length() - 1);
            return LogitRows.of(forward.logits(scope.manager(), answered));
        }
    }

    @Override
    public void close() {
        try (arrays;
                network) {
            adapter.ifPresent(ParameterArrays::close);
        }
    }
}
