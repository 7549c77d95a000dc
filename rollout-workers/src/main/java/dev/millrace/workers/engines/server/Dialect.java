package dev.millrace.workers.engines.server;

import java.util.Locale;

/** Whose interface a server has. */
public enum Dialect {
    VLLM,
    SGLANG;

    /** The name in records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
