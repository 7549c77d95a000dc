package dev.millrace.models.qwen.training;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.Acquisition;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.Gradients;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TrainedParts;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Training of the weights themselves: those of the language model, and of the vision tower where that is asked for. */
final class FullTraining implements ModelInTraining {

    private static final String FILE = "model.safetensors";

    private final QwenModel model;
    private final TrainingSettings settings;
    private final TrainedParts parts;
    private final int[] barred;
    private final TensorType type;
    private final Optional<OwnedNetwork> reference;
    private OwnedNetwork weights;
    private ParameterTrainer trainer;

    /**
     * Begins with a checkpoint, a second copy of which is the reference where one is asked for.
     *
     * @param tower whether the vision tower is trained
     * @param barred ids that are never predicted
     * @param type in which the weights are held
     */
    FullTraining(
            ModelSource checkpoint,
            QwenModel model,
            TrainingSettings settings,
            boolean tower,
            int[] barred,
            TensorType type) {
        this.model = model;
        this.settings = settings;
        this.parts = new TrainedParts(0, true, tower);
        this.barred = barred;
        this.type = type;
        try (Acquisition taken = new Acquisition()) {
            this.reference = settings.answerReference() ? Optional.of(taken.take(read(checkpoint))) : Optional.empty();
            this.weights = taken.take(read(checkpoint));
            this.trainer = trainer(weights);
            taken.done();
        }
    }

    private OwnedNetwork read(ModelSource checkpoint) {
        return owned(QwenFiles.of(checkpoint, model.config()).load(type));
    }

    private OwnedNetwork owned(ParameterArrays arrays) {
        return OwnedNetwork.of(arrays, all -> new QwenNetwork(model.config(), all, Adapter.NONE, barred));
    }

    private ParameterTrainer trainer(OwnedNetwork begun) {
        Map<String, NDArray> trained = new LinkedHashMap<>(begun.arrays().byName());
        trained.keySet().removeIf(name -> !isTrained(name));
        try (Acquisition taken = new Acquisition()) {
            ParameterTrainer fresh = taken.take(
                    new ParameterTrainer(layout(), trained, settings.optimizer(), settings.maxGradientNorm()));
            Gradients.begin(trained.values());
            taken.done();
            return fresh;
        }
    }

    private List<ParameterSpec> layout() {
        return ParameterLayout.of(model.config(), model.tied());
    }

    private boolean isTrained(String name) {
        return parts.tower() || !name.startsWith(TensorNames.VISION);
    }

    @Override
    public QwenNetwork network() {
        return weights.network();
    }

    @Override
    public QwenNetwork reference() {
        return reference
                .orElseThrow(() -> new IllegalStateException(
                        "no reference of answers is held: the training settings ask for none"))
                .network();
    }

    @Override
    public OwnedNetwork copy() {
        Map<String, TensorSource> trained = weights();
        trained.keySet().removeIf(name -> !isTrained(name));
        List<ParameterSpec> specs =
                layout().stream().filter(spec -> isTrained(spec.name())).toList();
        return owned(ParameterArrays.load(specs, trained, type).over(weights.arrays()));
    }

    @Override
    public TrainedParts parts() {
        return parts;
    }

    @Override
    public Optional<NDArray> tableGradient() {
        return Optional.of(weights.arrays()
                .get(model.tied() ? TensorNames.EMBEDDING : TensorNames.HEAD)
                .getGradient());
    }

    @Override
    public Optional<AdapterForm> adapter() {
        return Optional.empty();
    }

    @Override
    public ParameterTrainer trainer() {
        return trainer;
    }

    @Override
    public Map<String, TensorSource> weights() {
        return weights.arrays().sources();
    }

    @Override
    public PolicyUpdate update(PolicyVersion version) {
        return PolicyUpdate.full(
                version, QwenModel.FAMILY, model.describe().architecture(), TensorEncoder.inPlace(weights()));
    }

    @Override
    public Map<String, FileContents> files() {
        Map<String, TensorSource> all = weights();
        return Map.of(FILE, sink -> SafetensorsWriter.write(all, Map.of("format", "pt"), sink));
    }

    @Override
    public void load(ModelSource checkpoint) {
        // Two of them would not always fit: after this the policy is of no use unless the rest succeeds.
        try (OwnedNetwork former = weights;
                ParameterTrainer resting = trainer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
        weights = read(checkpoint);
        trainer = trainer(weights);
    }

    @Override
    public void close() {
        try (OwnedNetwork own = weights;
                ParameterTrainer training = trainer) {
            reference.ifPresent(OwnedNetwork::close);
        }
    }
}
