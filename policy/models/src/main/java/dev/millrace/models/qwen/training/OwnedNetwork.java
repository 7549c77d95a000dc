package dev.millrace.models.qwen.training;

import dev.millrace.models.engine.Acquisition;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.model.QwenNetwork;
import java.util.function.Function;

/**
 * A network with parameters of its own; both are closed together.
 *
 * @param arrays those that the network alone reads
 */
record OwnedNetwork(ParameterArrays arrays, QwenNetwork network) implements AutoCloseable {

    /**
     * A network with these parameters, which are closed if there is none.
     *
     * @param network makes it
     */
    static OwnedNetwork of(ParameterArrays arrays, Function<ParameterArrays, QwenNetwork> network) {
        try (Acquisition taken = new Acquisition()) {
            OwnedNetwork owned = new OwnedNetwork(taken.take(arrays), network.apply(arrays));
            taken.done();
            return owned;
        }
    }

    @Override
    public void close() {
        try (arrays;
                network) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
