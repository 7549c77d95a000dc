package dev.millrace.scenes.judges;

/** Which vectors of the dual encoder are compared (LVRPO, arXiv 2603.27693, section 3). */
public enum SemanticMode {
    /** Each key word with its best patches. A prompt without key words is abstained from. */
    DENSE,
    /** The whole image with the whole text. */
    GLOBAL,
    /** The mean of the two; of a prompt without key words, the second. */
    BOTH
}
