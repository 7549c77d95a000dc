package dev.millrace.models.qwen.training;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TrainedParts;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.Map;
import java.util.Optional;

/** The weights of a model in training, with what trains them. Owns its native memory until closed; for one thread. */
interface ModelInTraining extends AutoCloseable {

    /** The network with the weights as they are now. */
    QwenNetwork network();

    /**
     * The network as it began, which stays as it is.
     *
     * @throws IllegalStateException if no reference was asked for
     */
    QwenNetwork reference();

    /**
     * The network with a copy of the weights that are trained, as they are now; what is not trained it shares. Closed by the caller,
     * before this, and of no use after {@link #load}.
     */
    OwnedNetwork copy();

    /** What of the network gets gradients. */
    TrainedParts parts();

    /** The gradient of the output layer's table; empty where that is frozen. A handle that the caller's scope ends. */
    Optional<NDArray> tableGradient();

    /** The form of the adapter that is trained; empty where the weights themselves are. */
    Optional<AdapterForm> adapter();

    /** Of the parameters that are trained, and of no others. */
    ParameterTrainer trainer();

    /** What a version holds, where it lies, by name. */
    Map<String, TensorSource> weights();

    /** The same, encoded for those who sample; it may be read from where it lies, before that is written again. */
    PolicyUpdate update(PolicyVersion version);

    /** The files of a checkpoint that hold the weights, by name. */
    Map<String, FileContents> files();

    /** Takes over the weights of a checkpoint, with an optimizer at rest. */
    void load(ModelSource checkpoint);

    @Override
    void close();
}
