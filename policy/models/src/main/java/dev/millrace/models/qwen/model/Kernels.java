package dev.millrace.models.qwen.model;

import dev.millrace.models.kernels.Script;
import dev.millrace.models.qwen.config.QwenConfig;
import org.jspecify.annotations.Nullable;

/** The script of this family, which is loaded once in a process and stays. Safe for all threads. */
final class Kernels {

    private static @Nullable Script script;

    private Kernels() {}

    static synchronized Script get() {
        if (script == null) {
            script = Script.load(QwenConfig.class, "/dev/millrace/models/qwen/qwen.script");
        }
        return script;
    }
}
