package dev.millrace.schemas.topic;

/** How large a record and a batch of them may be; what clients send, what topics take, and what readers accept. */
public final class RecordLimits {

    /** Largest record that producers send, in bytes, before compression. */
    public static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

    /**
     * Largest batch that topics take, in bytes, after compression. It leaves room for what a codec adds to a record
     * of the largest size that cannot be compressed.
     */
    public static final int MAX_BATCH_BYTES = MAX_RECORD_BYTES + 64 * 1024;

    private RecordLimits() {}
}
