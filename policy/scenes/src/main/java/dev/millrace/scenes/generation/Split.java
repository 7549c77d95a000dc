package dev.millrace.scenes.generation;

/** Which prompts may be trained on. The two share no text. */
public enum Split {
    TRAIN,
    HELD_OUT;

    private static final int PARTS = 5;

    /** Where a text belongs: one in five is held out, by its hash, whatever the seed. */
    static Split of(String text) {
        int hash = text.hashCode();
        // String's hash of short texts that differ in one letter falls into a pattern; mixed, it does not.
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return Integer.remainderUnsigned(hash ^ hash >>> 16, PARTS) == 0 ? HELD_OUT : TRAIN;
    }
}
