package dev.millrace.models.qwen.training;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.Acquisition;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.AdapterBase;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import dev.millrace.models.qwen.checkpoint.AdapterStart;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.Gradients;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TrainedParts;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Training of a low-rank adapter over a base that stays as it is: that has no gradients and no optimizer's state, lies in memory
 * once, and is the reference as soon as the adapter is left out.
 */
final class AdapterTraining implements ModelInTraining {

    private final QwenModel model;
    private final TrainingSettings settings;
    private final int[] barred;
    private final AdapterForm form;
    private final List<ParameterSpec> specs;
    private final AdapterBase origin;
    private final ParameterArrays base;
    private final QwenNetwork bare;
    private Tuned tuned;

    /** An adapter with the network that it changes and with its trainer. */
    private record Tuned(ParameterArrays arrays, QwenNetwork network, ParameterTrainer trainer)
            implements AutoCloseable {
        @Override
        public void close() {
            try (arrays;
                    network;
                    trainer) {
                // Each is closed, from the last to the first, whatever the others throw.
            }
        }
    }

    /**
     * Begins with an adapter that adds nothing.
     *
     * @param checkpoint the base
     * @param sha256 digest of its weights
     * @param barred ids that are never predicted
     * @param type in which the weights are held; the adapter is of float32
     */
    AdapterTraining(
            ModelSource checkpoint,
            QwenModel model,
            String sha256,
            TrainingSettings settings,
            Adaptation.LowRank asked,
            int[] barred,
            TensorType type) {
        this.model = model;
        this.settings = settings;
        this.barred = barred;
        this.form = AdapterLayout.form(asked);
        this.specs = AdapterLayout.of(model.config(), form);
        this.origin = new AdapterBase(AdapterBase.folder(checkpoint), sha256);
        try (Acquisition taken = new Acquisition()) {
            this.base = taken.take(QwenFiles.of(checkpoint, model.config()).load(type));
            this.bare = taken.take(new QwenNetwork(model.config(), base, Adapter.NONE, barred));
            this.tuned = tuned(base, ParameterArrays.load(specs, AdapterStart.of(specs, asked.seed())));
            taken.done();
        }
    }

    /** @param arrays closed if there is no trainer for them */
    private Tuned tuned(ParameterArrays over, ParameterArrays arrays) {
        try (Acquisition taken = new Acquisition()) {
            taken.take(arrays);
            ParameterTrainer trainer = taken.take(
                    new ParameterTrainer(specs, arrays.byName(), settings.optimizer(), settings.maxGradientNorm()));
            Gradients.begin(arrays.byName().values());
            Tuned fresh = new Tuned(arrays, network(over, arrays), trainer);
            taken.done();
            return fresh;
        }
    }

    private QwenNetwork network(ParameterArrays over, ParameterArrays arrays) {
        return new QwenNetwork(model.config(), over, Adapter.of(arrays, form.scale()), barred);
    }

    @Override
    public QwenNetwork network() {
        return tuned.network();
    }

    @Override
    public QwenNetwork reference() {
        return bare;
    }

    @Override
    public OwnedNetwork copy() {
        return OwnedNetwork.of(ParameterArrays.load(specs, weights()), arrays -> network(base, arrays));
    }

    @Override
    public TrainedParts parts() {
        // The base gets no gradient, and without adapters of the tower nothing is carried back below its lowest layer.
        return new TrainedParts(0, false, form.tower());
    }

    @Override
    public Optional<NDArray> tableGradient() {
        return Optional.empty();
    }

    @Override
    public Optional<AdapterForm> adapter() {
        return Optional.of(form);
    }

    @Override
    public ParameterTrainer trainer() {
        return tuned.trainer();
    }

    @Override
    public Map<String, TensorSource> weights() {
        return tuned.arrays().sources();
    }

    @Override
    public PolicyUpdate update(PolicyVersion version) {
        return PolicyUpdate.adapter(
                version,
                QwenModel.FAMILY,
                origin.sha256(),
                model.describe().architecture(),
                form,
                TensorEncoder.encode(weights()));
    }

    @Override
    public Map<String, FileContents> files() {
        Map<String, FileContents> files = new LinkedHashMap<>();
        files.put(AdapterBase.NAME, origin.contents());
        files.putAll(AdapterFiles.contents(form, weights(), origin.checkpoint()));
        return files;
    }

    @Override
    public void load(ModelSource checkpoint) {
        AdapterFiles saved = AdapterFiles.read(checkpoint, model.config());
        if (!saved.form().equals(form)) {
            saved.arrays().close();
            throw new CheckpointException(
                    checkpoint.describe("adapter_config.json"),
                    "holds another adapter than learner.lora asks for: " + saved.form() + " is not " + form);
        }
        Tuned former = tuned;
        tuned = tuned(base, saved.arrays());
        former.close();
    }

    @Override
    public void close() {
        try (base;
                bare;
                Tuned last = tuned) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
