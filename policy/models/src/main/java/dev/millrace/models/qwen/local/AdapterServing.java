package dev.millrace.models.qwen.local;

import dev.millrace.models.engine.Acquisition;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.ForeignBaseException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes versions of adapters over one base, which is read from this process's own checkpoint with the first of them, and stays.
 * For one thread, but for {@link #close}, which comes last.
 */
final class AdapterServing implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdapterServing.class);

    private final ServedModel model;
    private final ModelSource checkpoint;
    private @Nullable Base base;

    /** @param sha256 digest of the weights */
    private record Base(HeldWeights weights, String sha256, Canary canary) {}

    /** @param checkpoint holds the weights of the base */
    AdapterServing(ServedModel model, ModelSource checkpoint) {
        this.model = model;
        this.checkpoint = checkpoint;
    }

    /**
     * A version that was seen to change what the base says as it claims to.
     *
     * @throws ForeignBaseException if it is over another base
     * @throws UpdateException if a tensor of it belongs to no layer, or it does not do what it says
     */
    HeardVersion served(PolicyUpdate update) {
        Base over = base(update);
        AdapterForm form = update.adapter().orElseThrow();
        List<ParameterSpec> specs = specs(update, form);
        ParameterArrays arrays = ParameterArrays.load(specs, update.name(), update.tensors());
        QwenNetwork network = null;
        try {
            Adapter adapter = Adapter.of(arrays, form.scale());
            network = network(over, adapter);
            Canary.Reading reading = over.canary().read(network, adapter, scaled -> network(over, scaled));
            reading.objection().ifPresent(objection -> {
                throw new UpdateException(update.name() + ": " + objection);
            });
            log.atInfo()
                    .addKeyValue("version", update.version())
                    .addKeyValue("layers", specs.size() / 2)
                    .addKeyValue("canary", reading.digest())
                    .addKeyValue("largest_change", reading.largestChange())
                    .log("adapter bound to its base");
            return new HeardVersion(over.weights().adapted(update.version(), arrays, network), reading.digest());
        } catch (RuntimeException e) {
            try (arrays;
                    QwenNetwork unused = network) {
                // Each is closed, from the last to the first, whatever the others throw.
            }
            throw e;
        }
    }

    private QwenNetwork network(Base over, Adapter adapter) {
        return new QwenNetwork(model.model().config(), over.weights().arrays(), adapter, model.barred());
    }

    private List<ParameterSpec> specs(PolicyUpdate update, AdapterForm form) {
        try {
            return AdapterLayout.of(
                    model.model().config(),
                    form.rank(),
                    update.tensors().digest().tensors().keySet());
        } catch (IllegalArgumentException e) {
            throw new UpdateException(update.name() + " " + e.getMessage(), e);
        }
    }

    private Base base(PolicyUpdate update) {
        Base known = base;
        if (known == null) {
            known = read();
            base = known;
        }
        String wanted = update.base().orElseThrow();
        if (!wanted.equals(known.sha256())) {
            throw new ForeignBaseException(
                    update.name() + " is an adapter over the weights " + wanted + ", but those in "
                            + QwenFiles.place(checkpoint) + " are " + known.sha256()
                            + "; give policy.checkpoint the folder that it was trained with");
        }
        return known;
    }

    private Base read() {
        Instant begun = Instant.now();
        QwenFiles files = QwenFiles.of(checkpoint, model.model().config());
        String sha256 = files.sha256();
        try (Acquisition taken = new Acquisition()) {
            ParameterArrays arrays = taken.take(files.load(model.type()));
            QwenNetwork network =
                    taken.take(new QwenNetwork(model.model().config(), arrays, Adapter.NONE, model.barred()));
            Canary canary = Canary.of(network);
            log.atInfo()
                    .addKeyValue("base", sha256)
                    .addKeyValue(
                            "seconds", Duration.between(begun, Instant.now()).toMillis() / 1e3)
                    .log("base of adapters read");
            Base read = new Base(HeldWeights.whole(PolicyVersion.INITIAL, arrays, network), sha256, canary);
            taken.done();
            return read;
        }
    }

    /** Lets go of the base; versions that are held still keep it. */
    @Override
    public void close() {
        Base known = base;
        base = null;
        if (known != null) {
            known.weights().release();
        }
    }
}
