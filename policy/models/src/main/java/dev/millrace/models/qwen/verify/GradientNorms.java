package dev.millrace.models.qwen.verify;

import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import java.util.LinkedHashMap;
import java.util.Map;

/** Norms of gradients, of each parameter and of all of them. */
final class GradientNorms {

    private final Map<String, Double> norms = new LinkedHashMap<>();

    /** @param prefix of the vectors' names, which ours have not got */
    GradientNorms(ParameterArrays arrays, String prefix) {
        try (NoGradScope ignored = NoGradScope.open()) {
            arrays.byName().forEach((name, array) -> {
                double squares = 0;
                for (float value : array.getGradient().toFloatArray()) {
                    squares += (double) value * value;
                }
                norms.put(prefix + name, Math.sqrt(squares));
            });
        }
    }

    void compare(String what, VectorNode wanted, Results results) {
        double total = Math.sqrt(
                norms.values().stream().mapToDouble(norm -> norm * norm).sum());
        VectorNode said = wanted.at("total_norm");
        results.add(CheckResult.within(
                what + ", norm of all (relative)", relative(total, said.number()), Tolerance.RELATIVE, said.place()));
        VectorNode each = wanted.at("norms");
        each.value();
        for (String name : each.keys()) {
            if (!norms.containsKey(name) && !name.equals(TensorNames.HEAD)) {
                results.add(CheckResult.of(what + " norms", false, "the model has no parameter " + name, each.place()));
            }
        }
        double worst = 0;
        String worstName = "none";
        for (Map.Entry<String, Double> own : norms.entrySet()) {
            VectorNode norm = each.at(own.getKey());
            if (!norm.exists()) {
                results.add(CheckResult.of(
                        what + " norms", false, "the vectors lack that of " + own.getKey(), each.place()));
                continue;
            }
            // A parameter without gradient is null there, and has zeros here.
            double difference = relative(own.getValue(), norm.isNull() ? 0 : norm.number());
            if (!(difference <= worst)) {
                worst = difference;
                worstName = own.getKey();
            }
            if (Double.isNaN(worst)) {
                break;
            }
        }
        results.add(CheckResult.within(
                what + " norms of " + norms.size() + " parameters (relative; worst: " + worstName + ")",
                worst,
                Tolerance.RELATIVE,
                each.place()));
    }

    private static double relative(double got, double wanted) {
        return got == wanted ? 0 : Math.abs(got - wanted) / wanted;
    }
}
