package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;

/** How far two values are from each other. Pure. */
final class Differences {

    private static final int SHOWN = 120;

    private Differences() {}

    /** The greatest difference of two arrays of one length; NaN where one holds it. */
    static double greatest(float[] got, float[] wanted) {
        double greatest = 0;
        for (int i = 0; i < got.length; i++) {
            double difference = Math.abs((double) got[i] - wanted[i]);
            if (Double.isNaN(difference)) {
                return Double.NaN;
            }
            greatest = Math.max(greatest, difference);
        }
        return greatest;
    }

    /** The mean amount of the differences of two arrays of one length. */
    static double mean(float[] got, float[] wanted) {
        double sum = 0;
        for (int i = 0; i < got.length; i++) {
            sum += Math.abs((double) got[i] - wanted[i]);
        }
        return sum / got.length;
    }

    /** The norm of the difference over the norm of what is wanted; NaN where one holds it. */
    static double relative(float[] got, float[] wanted) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < got.length; i++) {
            difference += Math.pow((double) got[i] - wanted[i], 2);
            norm += Math.pow(wanted[i], 2);
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }

    /** In words, for two values that are not equal: for lists and objects, where the first difference is. */
    static String of(JsonNode got, JsonNode wanted) {
        if (got.isArray() && wanted.isArray() && got.size() == wanted.size()) {
            for (int i = 0; i < got.size(); i++) {
                if (!got.get(i).equals(wanted.get(i))) {
                    return "number " + i + ": " + of(got.get(i), wanted.get(i));
                }
            }
        }
        if (got.isObject() && wanted.isObject()) {
            for (var field : wanted.properties()) {
                if (!field.getValue().equals(got.get(field.getKey()))) {
                    return field.getKey() + ": " + of(got.path(field.getKey()), field.getValue());
                }
            }
            for (var field : got.properties()) {
                if (!wanted.has(field.getKey())) {
                    return field.getKey() + ": got " + cut(field.getValue()) + ", wanted nothing";
                }
            }
        }
        return "got " + (got.isMissingNode() ? "nothing" : cut(got)) + ", wanted " + cut(wanted);
    }

    private static String cut(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
