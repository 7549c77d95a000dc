package dev.millrace.runtime.config;

/** Completes settings from what only the whole tree says. */
interface Completion {

    /**
     * Completes a tree in place.
     *
     * @param known takes the keys of sections that are decided now
     * @throws ConfigException naming the setting that does not fit
     */
    void complete(Settings settings, KnownKeys known);

    /** This one, and then another. */
    default Completion and(Completion next) {
        return (settings, known) -> {
            complete(settings, known);
            next.complete(settings, known);
        };
    }
}
