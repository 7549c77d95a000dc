package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.kernels.RecordedPieces;
import dev.millrace.models.kernels.TensorKernels;
import java.util.Collection;

/** Gradients of parameters. Stateless. */
public final class Gradients {

    private Gradients() {}

    /** Lets parameters have gradients, and gives each one of zeros, so that there is one to add to or to read. */
    public static void begin(Collection<NDArray> parameters) {
        try (NoGradScope scope = NoGradScope.open()) {
            for (NDArray parameter : parameters) {
                parameter.setRequiresGradient(true);
                try (NDArray zeros =
                        TensorKernels.zeros(scope.manager(), parameter.getShape(), TensorKernels.type(parameter))) {
                    RecordedPieces.back(parameter, zeros);
                }
            }
        }
    }
}
