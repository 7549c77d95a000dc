package dev.millrace.models.qwen.model;

import dev.millrace.models.kernels.Script;
import dev.millrace.models.qwen.config.QwenConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The script of this family, which is loaded once in a process and stays. Safe for all threads. */
public final class Kernels {

    private static final String RESOURCE = "/dev/millrace/models/qwen/qwen.script";

    private static @Nullable Script script;

    private Kernels() {}

    /** Writes it as the engine gets it, for checks of it with other programs. */
    public static void write(Path file) throws IOException {
        Script.write(QwenConfig.class, RESOURCE, file);
    }

    static synchronized Script get() {
        if (script == null) {
            script = Script.load(QwenConfig.class, RESOURCE);
        }
        return script;
    }
}
