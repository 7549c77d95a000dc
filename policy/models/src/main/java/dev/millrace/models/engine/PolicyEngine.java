package dev.millrace.models.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import dev.millrace.policy.family.ComputeDevice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native engine of this process: started once, offline, without telemetry, with fixed threads.
 *
 * <p>Safe for all threads.
 */
public final class PolicyEngine {

    private static final Logger log = LoggerFactory.getLogger(PolicyEngine.class);

    private static @Nullable PolicyEngine started;
    private static EngineSettings prepared = EngineSettings.singleThreaded();

    private final Engine engine;
    private final NativeLibrary library;
    private final EngineSettings settings;

    private PolicyEngine(Engine engine, NativeLibrary library, EngineSettings settings) {
        this.engine = engine;
        this.library = library;
        this.settings = settings;
    }

    /**
     * Starts the engine, or returns the running one.
     *
     * @throws IllegalStateException if it already runs with other settings, which can no longer be changed
     * @throws EngineUnavailableException if it cannot be started here, or the device is missing
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
        NativeLibrary library = NativeLibrary.find();
        Engine engine = engine(library);
        requireDevice(engine, library, settings.device());
        log.atInfo()
                .setMessage("Engine started")
                .addKeyValue("version", engine.getVersion())
                .addKeyValue("flavor", library.flavor())
                .addKeyValue("device", settings.device())
                .addKeyValue("threads", settings.threads())
                .addKeyValue("interop_threads", settings.interOpThreads())
                .log();
        return new PolicyEngine(engine, library, settings);
    }

    private static Engine engine(NativeLibrary library) {
        try {
            return Engine.getEngine("PyTorch");
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            throw new EngineUnavailableException(library + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static void requireDevice(Engine engine, NativeLibrary library, ComputeDevice device) {
        int cards = device.isGpu() ? engine.getGpuCount() : 0;
        if (device.isGpu() && device.gpu().getAsInt() >= cards) {
            throw new EngineUnavailableException("policy.device is " + device + ", but " + library + " finds "
                    + (cards == 0 ? "no graphics card" : "only " + cards)
                    + "; set policy.device to cpu, or see docs/howto/gpu.md");
        }
    }

    /** The settings it was started with. */
    public EngineSettings settings() {
        return settings;
    }

    /** The native library that runs. */
    public NativeLibrary library() {
        return library;
    }

    /** Graphics cards that it finds. */
    public int graphicsCards() {
        return engine.getGpuCount();
    }

    /** A new root of native arrays on the device of the settings; the caller closes it. */
    public NDManager newManager() {
        ComputeDevice device = settings.device();
        return newManager(device.isGpu() ? Device.gpu(device.gpu().getAsInt()) : Device.cpu());
    }

    /** A new root of native arrays on a device; the caller closes it. */
    public NDManager newManager(Device device) {
        return engine.newBaseManager(device);
    }

    Engine djl() {
        return engine;
    }
}
