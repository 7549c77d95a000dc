package dev.millrace.models.engine;

/**
 * How the native engine is started. One engine serves the whole process, so the first start decides.
 *
 * @param threads threads inside one native operation; results are bit-exact only for a fixed number
 * @param interOpThreads threads among native operations
 */
public record EngineSettings(int threads, int interOpThreads) {

    public EngineSettings {
        if (threads < 1 || interOpThreads < 1) {
            throw new IllegalArgumentException(
                    "engine threads must be at least 1, but are " + threads + " and " + interOpThreads);
        }
    }

    /** One thread each: the setting under which a resumed run is bit-identical. */
    public static EngineSettings singleThreaded() {
        return new EngineSettings(1, 1);
    }
}
