package dev.millrace.workers.engines.weights;

import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;

/** How much an adapter can change: the largest absolute value of its B. For one thread. */
final class AdapterStrength implements TensorSink {

    private float largest;

    private AdapterStrength() {}

    /** @throws dev.millrace.policy.weights.UpdateException if the update is damaged */
    static double of(PolicyUpdate update) {
        AdapterStrength strength = new AdapterStrength();
        update.tensors().read(update.name(), strength);
        return strength.largest;
    }

    @Override
    public void tensor(String name, TensorSource values) {
        if (name.endsWith(AdapterForm.UP)) {
            for (float value : Tensor.copyOf(values).toFloats()) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
    }
}
