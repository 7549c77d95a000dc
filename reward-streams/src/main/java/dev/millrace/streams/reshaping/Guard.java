package dev.millrace.streams.reshaping;

import java.util.Locale;

/** Why a reshaper left the tokens of a response alone: each has the advantage of its trajectory. */
public enum Guard {
    /** Its tokens were not measured: the prompt has no image, the output is one, or the worker did not measure. */
    NOT_MEASURED,
    /** A single token has nothing to be compared with. */
    SINGLE_TOKEN,
    /** No token depends on the image enough to tell more than noise. */
    LOW_DEPENDENCY,
    /** All tokens depend on the image alike. */
    CONSTANT_DEPENDENCY;

    /** The name in records and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
