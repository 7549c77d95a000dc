package dev.millrace.models.engine;

import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;

/**
 * How the native engine is started. One engine serves the whole process, so the first start decides.
 *
 * @param threads threads inside one native operation; results are bit-exact only for a fixed number
 * @param interOpThreads threads among native operations
 * @param device where arrays lie unless somebody says otherwise
 */
public record EngineSettings(int threads, int interOpThreads, ComputeDevice device) {

    public EngineSettings {
        if (threads < 1 || interOpThreads < 1) {
            throw new IllegalArgumentException(
                    "engine threads must be at least 1, but are " + threads + " and " + interOpThreads);
        }
    }

    /** On the processor. */
    public EngineSettings(int threads, int interOpThreads) {
        this(threads, interOpThreads, ComputeDevice.CPU);
    }

    /** As a policy is computed: operations one after the other. */
    public static EngineSettings of(ComputeSettings compute) {
        return new EngineSettings(compute.threads(), 1, compute.device());
    }

    /** One thread each: the setting under which a resumed run is bit-identical. */
    public static EngineSettings singleThreaded() {
        return new EngineSettings(1, 1);
    }
}
