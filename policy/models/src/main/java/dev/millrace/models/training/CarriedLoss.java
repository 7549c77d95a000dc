package dev.millrace.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/**
 * A loss that was computed outside the engine, and what carries its derivatives back through the network: a scalar of another
 * value, but of the loss's gradient by every parameter.
 *
 * @param loss its value; if it is not finite, nothing is carried
 * @param carrier Σ value · derivative over all values that the loss depends on
 */
public record CarriedLoss(float loss, NDArray carrier) {

    /** A loss that depends on values of the network by these derivatives. */
    public static CarriedLoss of(NDManager manager, float loss, NDArray values, float[] slopes) {
        return new CarriedLoss(loss, carrier(manager, values, slopes));
    }

    /** The same loss, which depends on further values if it has derivatives by them. */
    public CarriedLoss and(NDManager manager, NDArray values, Optional<float[]> slopes) {
        return slopes.map(by -> new CarriedLoss(loss, carrier.add(carrier(manager, values, by))))
                .orElse(this);
    }

    /** The same loss, and beside it one of the network's own. */
    public CarriedLoss beside(NDArray own) {
        return new CarriedLoss(loss, carrier.add(own));
    }

    private static NDArray carrier(NDManager manager, NDArray values, float[] slopes) {
        return values.mul(manager.create(slopes, values.getShape())).sum();
    }
}
