package dev.millrace.scenes.world;

import java.util.Locale;

/** What a question is about. */
public enum Category {
    IDENTIFY,
    COUNT,
    COLOR,
    ATTRIBUTE,
    POSITION,
    SUM,
    LARGEST;

    /** Its name in data sets and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
