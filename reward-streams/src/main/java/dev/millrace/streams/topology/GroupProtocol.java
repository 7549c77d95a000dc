package dev.millrace.streams.topology;

import java.util.Locale;

/** How the instances of a topology share its tasks. */
public enum GroupProtocol {
    /** The broker assigns tasks (KIP-1071). */
    STREAMS,
    /** The instances do, for brokers that do not know the other. */
    CLASSIC;

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
