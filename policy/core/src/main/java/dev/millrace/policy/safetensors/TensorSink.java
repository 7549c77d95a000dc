package dev.millrace.policy.safetensors;

import java.io.IOException;
import java.util.Map;

/** Takes the tensors of a safetensors stream, in the order of their bytes. */
public interface TensorSink {

    /**
     * Says what will come, before anything does. What it throws ends the reading.
     *
     * @param forms by name, in the order of their bytes
     */
    default void layout(Map<String, TensorForm> forms) {}

    /**
     * Takes the next tensor.
     *
     * @param values to be read during this call, once at most
     * @throws IOException if the values cannot be read
     */
    void tensor(String name, TensorSource values) throws IOException;
}
