package dev.millrace.streams.scoring.python;

/** How a function gets images. */
public enum ImageForm {
    /** Not at all. */
    NONE,
    /** As the encoded bytes of the file, PNG for instance. */
    BYTES
}
