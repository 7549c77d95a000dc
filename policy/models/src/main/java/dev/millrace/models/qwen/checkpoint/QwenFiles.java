package dev.millrace.models.qwen.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.StoredTensors;
import dev.millrace.policy.safetensors.SafetensorsStream;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of a checkpoint: {@code model.safetensors}, or the shards that {@code model.safetensors.index.json} names. A layer's
 * tensors may lie in several of them. Immutable; nothing of the values is kept.
 */
public final class QwenFiles {

    private static final Logger log = LoggerFactory.getLogger(QwenFiles.class);

    private static final String ONE = "model.safetensors";
    private static final String INDEX = ONE + ".index.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ModelSource checkpoint;
    private final QwenConfig config;
    private final List<String> shards;
    private final Map<String, TensorForm> forms;

    private QwenFiles(ModelSource checkpoint, QwenConfig config, List<String> shards, Map<String, TensorForm> forms) {
        this.checkpoint = checkpoint;
        this.config = config;
        this.shards = shards;
        this.forms = forms;
    }

    /** Whether a folder holds weights. */
    static boolean areIn(ModelSource checkpoint) {
        return checkpoint.has(ONE) || checkpoint.has(INDEX);
    }

    /** What messages call the weights in a folder. */
    public static String place(ModelSource checkpoint) {
        return checkpoint.describe(checkpoint.has(INDEX) ? INDEX : ONE);
    }

    /**
     * Looks at the headers of all files.
     *
     * @throws CheckpointException naming the file that is missing, or the tensor that two of them have
     * @throws dev.millrace.policy.safetensors.SafetensorsException if one is not in this format
     */
    public static QwenFiles of(ModelSource checkpoint, QwenConfig config) {
        List<String> shards = shards(checkpoint);
        Map<String, TensorForm> forms = new LinkedHashMap<>();
        for (String shard : shards) {
            String source = checkpoint.describe(shard);
            try (InputStream in = checkpoint.open(shard)) {
                SafetensorsStream.forms(in, checkpoint.length(shard), source).forEach((name, form) -> {
                    if (forms.put(TensorNames.ours(name), form) != null) {
                        throw new CheckpointException(
                                source, "holds tensor '" + name + "', which another file holds too");
                    }
                });
            } catch (IOException e) {
                throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
            }
        }
        return new QwenFiles(checkpoint, config, shards, forms);
    }

    private static List<String> shards(ModelSource checkpoint) {
        if (checkpoint.find(INDEX).isEmpty()) {
            return List.of(ONE);
        }
        String where = checkpoint.describe(INDEX);
        try {
            JsonNode map = JSON.readTree(checkpoint.read(INDEX)).path("weight_map");
            Collection<String> files = new TreeSet<>();
            for (JsonNode file : map) {
                String name = file.asText();
                if (name.contains("/") || name.contains("\\") || name.startsWith(".")) {
                    throw new CheckpointException(where, "names the file '" + name + "', which is none of its folder");
                }
                files.add(name);
            }
            if (files.isEmpty()) {
                throw new CheckpointException(where, "names no files: its weight_map is missing or empty");
            }
            return List.copyOf(files);
        } catch (IOException e) {
            throw CheckpointException.noJson(where, e);
        }
    }

    /**
     * Whether the output layer is the embedding: where the files have none, it is, whatever the configuration says; where they
     * have one, the configuration decides.
     */
    public boolean isTied() {
        return !forms.containsKey(TensorNames.HEAD) || config.tiedHead();
    }

    /** The narrowest type that holds all values exactly: BF16 if all of them are, else F32. */
    public TensorType type() {
        return forms.values().stream().allMatch(form -> form.type() == TensorType.BF16)
                ? TensorType.BF16
                : TensorType.F32;
    }

    /** How many numbers are stored in each type. */
    public Map<TensorType, Long> numbers() {
        Map<TensorType, Long> numbers = new EnumMap<>(TensorType.class);
        forms.values().forEach(form -> numbers.merge(form.type(), form.shape().elements(), Long::sum));
        return numbers;
    }

    /** The files that hold them, in their order. */
    public List<String> shards() {
        return shards;
    }

    /**
     * Compares what the files hold with the architecture, without reading values.
     *
     * @throws CheckpointException naming the tensor that is missing, unexpected or of another shape
     */
    public void check() {
        try {
            ParameterArrays.check(ParameterLayout.of(config, isTied()), wanted());
        } catch (WeightsException e) {
            throw new CheckpointException(place(checkpoint), String.valueOf(e.getMessage()), e);
        }
    }

    /** As float32; see {@link #load(TensorType)}. */
    public ParameterArrays load() {
        return load(TensorType.F32);
    }

    /**
     * Loads all parameters.
     *
     * @param type in which they are held, F32 or BF16, whatever the files hold
     * @throws CheckpointException naming the tensor that is missing, unexpected or of another shape, or if a file cannot be read
     */
    public ParameterArrays load(TensorType type) {
        check();
        if (isTied() && !config.tiedHead()) {
            log.atWarn()
                    .addKeyValue("weights", place(checkpoint))
                    .log(
                            "the files have no output layer, and config.json does not say that it is the embedding: the embedding"
                                    + " is taken");
        }
        return ParameterArrays.load(ParameterLayout.of(config, isTied()), this::read, type);
    }

    /**
     * A digest of the weights as they lie in the files, which does not depend on how these spell or cut them. Reads all of them.
     *
     * @throws CheckpointException if a file cannot be read
     */
    public String sha256() {
        BaseDigest digest = new BaseDigest();
        try {
            read(digest);
        } catch (IOException e) {
            throw new CheckpointException(checkpoint.describe(ONE), "cannot be read: " + e.getMessage(), e);
        }
        return digest.finish();
    }

    private Map<String, TensorForm> wanted() {
        Map<String, TensorForm> wanted = new LinkedHashMap<>(forms);
        if (isTied()) {
            wanted.remove(TensorNames.HEAD);
        }
        return wanted;
    }

    /** All parameters under our names, each read when it is asked for. */
    public Map<String, TensorSource> sources() {
        Map<String, TensorSource> sources = new TreeMap<>();
        for (String shard : shards) {
            StoredTensors.of(checkpoint, shard).forEach((name, values) -> sources.put(TensorNames.ours(name), values));
        }
        sources.keySet().retainAll(wanted().keySet());
        return sources;
    }

    /** Gives all parameters under our names, in the order of the files. */
    public void read(TensorSink sink) throws IOException {
        Map<String, TensorForm> wanted = wanted();
        sink.layout(wanted);
        for (String shard : shards) {
            read(shard, sink, wanted);
        }
    }

    private void read(String shard, TensorSink sink, Map<String, TensorForm> wanted) throws IOException {
        try (InputStream in = checkpoint.open(shard)) {
            SafetensorsStream.read(in, checkpoint.length(shard), checkpoint.describe(shard), new TensorSink() {
                @Override
                public void layout(Map<String, TensorForm> ofShard) {
                    // All shards were looked at before.
                }

                @Override
                public void tensor(String name, TensorSource values) throws IOException {
                    String ours = TensorNames.ours(name);
                    if (wanted.containsKey(ours)) {
                        sink.tensor(ours, values);
                    }
                }
            });
        }
    }
}
