package dev.millrace.models.qwen.export;

import dev.millrace.models.qwen.checkpoint.AdapterBase;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.RenamedUpdate;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.training.CarriedFiles;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.SafetensorsStream;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Versions of weights as folders that vLLM and SGLang load while they serve. Stateless. */
public final class ServableFiles {

    private static final String CONFIG = "config.json";
    private static final String MODEL = "model.safetensors";

    private ServableFiles() {}

    /**
     * The files by name; the version is read, and verified, while they are written.
     *
     * @throws IllegalArgumentException if it is of another family or architecture, or a tensor of it belongs to no layer
     */
    public static Map<String, FileContents> of(ModelSource checkpoint, PolicyUpdate update) {
        QwenModel model = QwenModel.read(checkpoint);
        requireOf(model, update);
        Set<String> tensors = update.tensors().digest().tensors().keySet();
        return switch (update.kind()) {
            case ADAPTER -> {
                AdapterForm form = update.adapter().orElseThrow();
                // A server takes a tensor of no layer without a word, and leaves it out.
                AdapterLayout.of(model.config(), form.rank(), tensors);
                yield AdapterFiles.contents(form, update, "base");
            }
            case FULL -> whole(checkpoint, model, update);
            case DELTA ->
                throw new IllegalArgumentException(update.name() + " is a change against other weights; servers"
                        + " take an adapter or all weights");
        };
    }

    private static void requireOf(QwenModel model, PolicyUpdate update) {
        if (!update.family().equals(QwenModel.FAMILY)) {
            throw new IllegalArgumentException(
                    update.name() + " is of the family " + update.family() + ", not " + QwenModel.FAMILY);
        }
        if (!update.architecture().equals(model.describe().architecture())) {
            throw new IllegalArgumentException(update.name() + " is of another architecture than the checkpoint here: "
                    + update.architecture() + ", not " + model.describe().architecture());
        }
    }

    private static Map<String, FileContents> whole(ModelSource checkpoint, QwenModel model, PolicyUpdate update) {
        Map<String, FileContents> files =
                new LinkedHashMap<>(new CarriedFiles(AdapterBase.weights(checkpoint)).contents());
        files.putAll(new CarriedFiles(checkpoint).contents());
        files.put(CONFIG, sink -> FileContents.of(PublishedConfig.of(checkpoint, model, type(update)))
                .writeTo(sink));
        files.put(
                MODEL,
                new RenamedUpdate(
                        update,
                        name -> TensorNames.published(name, model.config().generation())));
        return files;
    }

    /** In what its weights come, which need not be what the checkpoint here has. */
    private static TensorType type(PolicyUpdate update) throws IOException {
        try (InputStream in = update.tensors().open()) {
            return SafetensorsStream.forms(in, update.tensors().bytes(), update.name()).values().stream()
                            .allMatch(form -> form.type() == TensorType.BF16)
                    ? TensorType.BF16
                    : TensorType.F32;
        }
    }
}
