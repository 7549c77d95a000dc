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

    /** Adds the keys of sections that are decided before anything is read. */
    default void declare(KnownKeys known) {}

    /** This one, and then another. */
    default Completion and(Completion next) {
        Completion first = this;
        return new Completion() {
            @Override
            public void declare(KnownKeys known) {
                first.declare(known);
                next.declare(known);
            }

            @Override
            public void complete(Settings settings, KnownKeys known) {
                first.complete(settings, known);
                next.complete(settings, known);
            }
        };
    }
}
