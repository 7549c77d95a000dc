package dev.millrace.models.qwen.checkpoint;

import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What identifies the weights of a checkpoint, however they are spelt, sharded or later computed with: the SHA-256 of a line for
 * each tensor, by name: {@code name type[shape] sha256-of-its-bytes}. For one thread.
 */
final class BaseDigest implements TensorSink {

    private final Map<String, String> lines = new TreeMap<>();

    @Override
    public void tensor(String name, TensorSource values) throws IOException {
        Sha256 digest = new Sha256();
        values.writeTo(digest::update);
        lines.put(name, name + " " + values.form() + " " + digest.finish());
    }

    /** 64 lower-case hexadecimal digits. */
    String finish() {
        return Sha256.of(String.join("\n", lines.values()).getBytes(StandardCharsets.UTF_8));
    }
}
