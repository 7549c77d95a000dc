package dev.millrace.runtime.config;

/**
 * The settings of one command, in a section of their own beside those of a run. Every command knows their keys, so that all
 * read the same files. An implementation has a public constructor without parameters, no state, and stands in
 * {@code META-INF/services}.
 */
public interface CommandSection {

    /** The section's key: a component of {@link MillraceConfig} that is just a {@link Record}. */
    String name();

    /** The settings where nothing is said; the components of this record are the keys. */
    Record defaults();
}
