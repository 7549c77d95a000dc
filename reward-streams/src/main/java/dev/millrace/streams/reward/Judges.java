package dev.millrace.streams.reward;

/** What a scorer has something to say of. It abstains from the rest, and groups of the rest do not wait for it. */
public enum Judges {
    TEXT,
    IMAGE,
    BOTH;

    /** Whether trajectories of this kind are among it. */
    public boolean includes(OutputKind kind) {
        return switch (this) {
            case TEXT -> kind == OutputKind.TEXT;
            case IMAGE -> kind == OutputKind.IMAGE;
            case BOTH -> true;
        };
    }
}
