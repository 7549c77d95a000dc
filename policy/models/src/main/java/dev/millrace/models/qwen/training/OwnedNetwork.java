package dev.millrace.models.qwen.training;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.model.QwenNetwork;

/**
 * A network with parameters of its own; both are closed together.
 *
 * @param arrays those that the network alone reads
 */
record OwnedNetwork(ParameterArrays arrays, QwenNetwork network) implements AutoCloseable {

    @Override
    public void close() {
        try (arrays;
                network) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
