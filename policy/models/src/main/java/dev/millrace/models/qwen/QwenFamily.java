package dev.millrace.models.qwen;

import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.checkpoint.AdapterBase;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.config.ImageProcessingReader;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.models.qwen.config.StopIds;
import dev.millrace.models.qwen.export.QwenExport;
import dev.millrace.models.qwen.export.ServableFiles;
import dev.millrace.models.qwen.image.QwenImages;
import dev.millrace.models.qwen.local.QwenEngine;
import dev.millrace.models.qwen.local.ServedModel;
import dev.millrace.models.qwen.memory.QwenMemory;
import dev.millrace.models.qwen.model.QwenPrompts;
import dev.millrace.models.qwen.served.QwenServed;
import dev.millrace.models.qwen.text.BarredIds;
import dev.millrace.models.qwen.text.ChatForm;
import dev.millrace.models.qwen.text.ChatForms;
import dev.millrace.models.qwen.text.QwenDigests;
import dev.millrace.models.qwen.text.QwenFormat;
import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.models.qwen.text.TokenTable;
import dev.millrace.models.qwen.text.TokenizerFit;
import dev.millrace.models.qwen.training.QwenIntake;
import dev.millrace.models.qwen.training.QwenTrainable;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.CheckpointFacts;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Qwen2.5-VL and Qwen3-VL (dense) from folders of Hugging Face, in this process. */
public final class QwenFamily implements PolicyFamily {

    @Override
    public String name() {
        return QwenModel.FAMILY;
    }

    @Override
    public Set<String> modelTypes() {
        return Set.of(QwenGeneration.QWEN2_5_VL.modelType(), QwenGeneration.QWEN3_VL.modelType());
    }

    @Override
    public PolicyDescription describe(ModelSource checkpoint) {
        return QwenModel.read(checkpoint).describe();
    }

    @Override
    public PromptFormat format(ModelSource checkpoint) {
        QwenModel model = QwenModel.read(checkpoint);
        return format(checkpoint, model, tokenizer(checkpoint, model), images(model));
    }

    @Override
    public Optional<ServedForm> served(ModelSource checkpoint) {
        QwenModel model = QwenModel.read(checkpoint);
        return Optional.of(new QwenServed(
                images(model), BarredIds.unspoken(checkpoint, model.config(), TokenTable.read(checkpoint))));
    }

    @Override
    public PolicyUpdate weights(ModelSource checkpoint, PolicyVersion version) {
        QwenModel model = QwenModel.read(checkpoint);
        PolicyEngine.get();
        return AdapterFiles.areIn(checkpoint) ? adapter(checkpoint, model, version) : all(checkpoint, model, version);
    }

    private PolicyUpdate all(ModelSource checkpoint, QwenModel model, PolicyVersion version) {
        QwenFiles files = QwenFiles.of(checkpoint, model.config());
        try (ParameterArrays arrays = files.load(files.type())) {
            return PolicyUpdate.full(
                    version, name(), model.describe().architecture(), TensorEncoder.encode(arrays.sources()));
        }
    }

    /** An adapter that does not say what its base is, is one of whatever base it is given with. */
    private PolicyUpdate adapter(ModelSource checkpoint, QwenModel model, PolicyVersion version) {
        AdapterFiles files = AdapterFiles.read(checkpoint, model.config());
        try (ParameterArrays arrays = files.arrays()) {
            String base = AdapterBase.of(checkpoint).map(AdapterBase::sha256).orElseGet(() -> QwenFiles.of(
                            AdapterBase.weights(checkpoint), model.config())
                    .sha256());
            return PolicyUpdate.adapter(
                    version,
                    name(),
                    base,
                    model.describe().architecture(),
                    files.form(),
                    TensorEncoder.encode(arrays.sources()));
        }
    }

    @Override
    public RolloutEngine engine(ModelSource checkpoint, ComputeSettings compute) {
        PolicyEngine.start(EngineSettings.of(compute));
        QwenModel model = QwenModel.read(checkpoint);
        QwenTokenizer tokenizer = tokenizer(checkpoint, model);
        QwenImages images = images(model);
        return new QwenEngine(
                new ServedModel(
                        model,
                        model.describe(),
                        format(checkpoint, model, tokenizer, images),
                        prompts(model, images),
                        BarredIds.of(checkpoint, model.config(), tokenizer.table()),
                        type(compute)),
                AdapterBase.weights(checkpoint),
                Clock.systemUTC());
    }

    @Override
    public Optional<String> objection(ModelSource checkpoint, TrainingSettings settings) {
        if (AdapterFiles.areIn(checkpoint)) {
            return Optional.of(checkpoint.describe("adapter_config.json")
                    + " is an adapter, and training begins with whole weights; merge it into its base first:"
                    + " millrace models export --merge");
        }
        return settings.adaptation() instanceof Adaptation.LowRank adapter
                ? AdapterLayout.objection(adapter)
                : Optional.empty();
    }

    @Override
    public TrainablePolicy trainable(ModelSource checkpoint, ComputeSettings compute, TrainingSettings settings) {
        objection(checkpoint, settings).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        PolicyEngine.start(EngineSettings.of(compute));
        QwenModel model = QwenModel.read(checkpoint);
        QwenImages images = images(model);
        return QwenTrainable.open(
                checkpoint,
                model,
                new QwenIntake(model, images, QwenDigests.of(checkpoint, model)),
                prompts(model, images),
                settings,
                BarredIds.of(checkpoint, model.config(), TokenTable.read(checkpoint)),
                type(compute));
    }

    @Override
    public ModelSource withImageLimits(ModelSource checkpoint, int minPixels, int maxPixels) {
        return ImageProcessingReader.limited(checkpoint, minPixels, maxPixels);
    }

    @Override
    public ModelSource withWholeVocabulary(ModelSource checkpoint) {
        return BarredIds.none(checkpoint);
    }

    @Override
    public Optional<CheckpointFacts> inspect(ModelSource checkpoint) {
        QwenModel model = QwenModel.read(checkpoint);
        QwenFiles files = QwenFiles.of(checkpoint, model.config());
        files.check();
        try (QwenTokenizer tokenizer = tokenizer(checkpoint, model)) {
            TokenizerFit.require(
                    checkpoint,
                    tokenizer.table(),
                    ChatForms.of(checkpoint, model.config().generation()));
            return Optional.of(QwenFacts.of(checkpoint, model, files, tokenizer.table(), StopIds.read(checkpoint)));
        }
    }

    @Override
    public Optional<MemoryForecast> memory(ModelSource checkpoint, ComputeSettings compute, Workload work) {
        return Optional.of(new QwenMemory(QwenModel.read(checkpoint), type(compute)).of(work));
    }

    @Override
    public Map<String, FileContents> export(ModelSource checkpoint, ExportForm form) {
        return QwenExport.files(checkpoint, form);
    }

    @Override
    public Map<String, FileContents> servable(ModelSource checkpoint, PolicyUpdate update) {
        return ServableFiles.of(checkpoint, update);
    }

    private static TensorType type(ComputeSettings compute) {
        return compute.effectivePrecision() == Precision.BFLOAT16 ? TensorType.BF16 : TensorType.F32;
    }

    private static QwenFormat format(
            ModelSource checkpoint, QwenModel model, QwenTokenizer tokenizer, QwenImages images) {
        ChatForm form = ChatForms.of(checkpoint, model.config().generation());
        TokenizerFit.require(checkpoint, tokenizer.table(), form);
        return new QwenFormat(tokenizer, model, images, form, QwenDigests.of(checkpoint, model));
    }

    private static QwenImages images(QwenModel model) {
        return new QwenImages(ImageDecoder.PNG, model.config().vision(), model.processing());
    }

    private static QwenPrompts prompts(QwenModel model, QwenImages images) {
        return new QwenPrompts(images, model.config().vision().mergeSize());
    }

    private static QwenTokenizer tokenizer(ModelSource checkpoint, QwenModel model) {
        QwenTokenizer tokenizer = QwenTokenizer.open(checkpoint, StopIds.read(checkpoint));
        try {
            TokenizerFit.require(checkpoint, tokenizer.table(), model.config(), tokenizer.stopIds());
            return tokenizer;
        } catch (CheckpointException e) {
            tokenizer.close();
            throw e;
        }
    }
}
