package dev.millrace.models.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native engine of this process: started once, offline, without telemetry, with fixed threads.
 *
 * <p>Safe for all threads.
 */
public final class PolicyEngine {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyEngine.class);

    private static @Nullable PolicyEngine started;
    private static EngineSettings prepared = EngineSettings.singleThreaded();

    private final Engine engine;
    private final EngineSettings settings;

    private PolicyEngine(Engine engine, EngineSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /**
     * Starts the engine, or returns the running one.
     *
     * @throws IllegalStateException if it already runs with other settings, which can no longer be changed
     */
    public static synchronized PolicyEngine start(EngineSettings settings) {
        PolicyEngine running = started;
        if (running == null) {
            running = load(settings);
            started = running;
        } else if (!running.settings.equals(settings)) {
            throw new IllegalStateException("the engine already runs with " + running.settings
                    + " and cannot be changed to " + settings + "; start the process anew");
        }
        return running;
    }

    /**
     * Says what the engine is to be started with once somebody needs it, which may be nobody: a process whose policy is of
     * another make starts none.
     *
     * @throws IllegalStateException if it already runs with other settings, which can no longer be changed
     */
    public static synchronized void prepare(EngineSettings settings) {
        prepared = settings;
        if (started != null) {
            start(settings);
        }
    }

    /** The running engine; if there is none, it is started as was prepared, or else single-threaded. */
    public static synchronized PolicyEngine get() {
        PolicyEngine running = started;
        return running != null ? running : start(prepared);
    }

    private static PolicyEngine load(EngineSettings settings) {
        // The engine reads these once, when its native library is loaded.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(settings.threads()));
        System.setProperty("ai.djl.pytorch.num_interop_threads", Integer.toString(settings.interOpThreads()));
        Engine engine = Engine.getEngine("PyTorch");
        LOG.atInfo()
                .setMessage("Engine started")
                .addKeyValue("version", engine.getVersion())
                .addKeyValue("threads", settings.threads())
                .addKeyValue("interop_threads", settings.interOpThreads())
                .log();
        return new PolicyEngine(engine, settings);
    }

    /** The settings it was started with. */
    public EngineSettings settings() {
        return settings;
    }

    /** A new root of native arrays; the caller closes it. */
    public NDManager newManager() {
        return engine.newBaseManager();
    }

    Engine djl() {
        return engine;
    }
}
