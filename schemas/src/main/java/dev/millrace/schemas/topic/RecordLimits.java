package dev.millrace.schemas.topic;

/** How large a record and a batch of them may be; what clients send, what topics take, and what readers accept. */
public final class RecordLimits {

    /** Largest record that producers send, in bytes. */
    public static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

    /**
     * Largest batch that topics take, in bytes. Topics store batches uncompressed, so this is also the most that a
     * record can be when it is read. It leaves room for what frames a record of the largest size.
     */
    public static final int MAX_BATCH_BYTES = MAX_RECORD_BYTES + 64 * 1024;

    /** Largest dead letter, in bytes: a record as large as topics take, and its cause. */
    public static final int MAX_LETTER_BYTES = 2 * MAX_RECORD_BYTES;

    private RecordLimits() {}
}
