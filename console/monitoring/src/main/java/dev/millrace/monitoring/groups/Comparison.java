package dev.millrace.monitoring.groups;

import java.util.Arrays;
import java.util.Optional;

/** How a filter compares a number. Nothing compares with what is not a number. */
enum Comparison {
    LESS("<"),
    AT_MOST("<="),
    EQUAL("="),
    AT_LEAST(">="),
    MORE(">");

    /** Figures of a record are float32, and are typed with few digits. */
    private static final double NEAR = 1e-6;

    private final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    static Optional<Comparison> of(String sign) {
        return Arrays.stream(values()).filter(each -> each.sign.equals(sign)).findFirst();
    }

    boolean holds(double left, double right) {
        if (Double.isNaN(left)) {
            return false;
        }
        boolean isNear = Math.abs(left - right) <= NEAR * Math.max(1, Math.abs(right));
        return switch (this) {
            case LESS -> left < right && !isNear;
            case AT_MOST -> left < right || isNear;
            case EQUAL -> isNear;
            case AT_LEAST -> left > right || isNear;
            case MORE -> left > right && !isNear;
        };
    }
}
