package dev.millrace.policy.safetensors;

/** What is known of a tensor before its values are. */
public record TensorForm(TensorType type, TensorShape shape) {

    /**
     * Length of its values in the format's layout.
     *
     * @throws ArithmeticException if that is more than a long holds
     */
    public long bytes() {
        return Math.multiplyExact(shape.elements(), (long) type.bytes());
    }

    @Override
    public String toString() {
        return type + shape.toString();
    }
}
