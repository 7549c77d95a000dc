package dev.millrace.models.qwen.export;

import dev.millrace.models.qwen.checkpoint.AdapterBase;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.training.CarriedFiles;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a checkpoint is exported as: a folder with whole weights, or an adapter. Stateless. */
public final class QwenExport {

    private static final String CONFIG = "config.json";
    private static final String MODEL = "model.safetensors";

    private QwenExport() {}

    /**
     * The files by name; weights are read while they are written.
     *
     * @throws IllegalArgumentException if an adapter is to be merged, and there is none
     * @throws CheckpointException if the base of the adapter is missing, or another than it was
     */
    public static Map<String, FileContents> files(ModelSource checkpoint, ExportForm form) {
        if (!AdapterFiles.areIn(checkpoint)) {
            if (form.merged()) {
                throw new IllegalArgumentException(
                        QwenFiles.place(checkpoint) + " has whole weights, so there is no adapter to merge into them");
            }
            QwenFiles files =
                    QwenFiles.of(checkpoint, QwenModel.read(checkpoint).config());
            return whole(checkpoint, files, files.sources(), form.type());
        }
        return form.merged() ? merged(checkpoint, form.type()) : adapter(checkpoint, form.type());
    }

    private static Map<String, FileContents> whole(
            ModelSource checkpoint, QwenFiles files, Map<String, TensorSource> weights, Optional<TensorType> asked) {
        QwenModel model = QwenModel.read(checkpoint);
        TensorType type = asked.orElseGet(files::type);
        Map<String, TensorSource> theirs = new TreeMap<>();
        weights.forEach((name, values) ->
                theirs.put(TensorNames.published(name, model.config().generation()), ConvertedTensor.of(values, type)));
        Map<String, FileContents> all =
                new LinkedHashMap<>(new CarriedFiles(AdapterBase.weights(checkpoint)).contents());
        all.putAll(new CarriedFiles(checkpoint).contents());
        all.put(CONFIG, FileContents.of(PublishedConfig.of(checkpoint, model, type)));
        all.put(MODEL, sink -> SafetensorsWriter.write(theirs, Map.of("format", "pt"), sink));
        return all;
    }

    private static Map<String, FileContents> merged(ModelSource checkpoint, Optional<TensorType> asked) {
        QwenModel model = QwenModel.read(checkpoint);
        ModelSource base = AdapterBase.weights(checkpoint);
        QwenFiles files = QwenFiles.of(base, model.config());
        requireSame(checkpoint, base, files);
        AdapterFiles.Stored adapter = AdapterFiles.stored(checkpoint, model.config());
        Map<String, TensorSource> weights = new TreeMap<>(files.sources());
        weights.replaceAll((name, values) -> adapter.beside(name)
                .<TensorSource>map(pair -> new MergedTensor(
                        values,
                        Tensor.copyOf(pair.down()),
                        Tensor.copyOf(pair.up()),
                        adapter.form().scale()))
                .orElse(values));
        return whole(checkpoint, files, weights, asked);
    }

    /** An adapter says which base it was trained over; merged into another, nobody would see the mistake. */
    private static void requireSame(ModelSource checkpoint, ModelSource base, QwenFiles files) {
        AdapterBase.of(checkpoint).ifPresent(said -> {
            String found = files.sha256();
            if (!found.equals(said.sha256())) {
                throw new CheckpointException(
                        checkpoint.describe(AdapterBase.NAME),
                        "is an adapter over the weights " + said.sha256() + ", but those in " + QwenFiles.place(base)
                                + " are " + found + "; give policy.checkpoint the folder that it was trained with");
            }
        });
    }

    private static Map<String, FileContents> adapter(ModelSource checkpoint, Optional<TensorType> asked) {
        AdapterFiles.Stored adapter =
                AdapterFiles.stored(checkpoint, QwenModel.read(checkpoint).config());
        Map<String, TensorSource> tensors = new TreeMap<>(adapter.tensors());
        tensors.replaceAll((name, values) -> ConvertedTensor.of(values, asked.orElse(TensorType.F32)));
        return AdapterFiles.contents(adapter.form(), tensors, AdapterBase.folder(AdapterBase.weights(checkpoint)));
    }
}
