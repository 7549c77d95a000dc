package dev.millrace.schemas.client;

import dev.millrace.schemas.topic.RecordLimits;
import org.apache.avro.SystemLimitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what a damaged record can make Avro allocate.
 *
 * <p>Avro takes a declared length on trust, up to 2 GiB, unless these system properties say otherwise. They are read
 * once in a JVM, so they are set before the first record is read or made: {@link AvroSerdes} does, and a program that
 * touches records before it has serdes does it itself. Values that somebody gave are left alone.
 */
public final class DecodingLimits {

    private static final Logger log = LoggerFactory.getLogger(DecodingLimits.class);

    /** Longest string or bytes field: no record is larger than half of it. */
    private static final int MAX_BYTES = 2 * RecordLimits.MAX_RECORD_BYTES;

    /** Most entries of an array or map. */
    private static final int MAX_ENTRIES = 1_000_000;

    private DecodingLimits() {}

    /** Does nothing after the first time. */
    public static void apply() {
        setUnlessGiven(SystemLimitException.MAX_BYTES_LENGTH_PROPERTY, MAX_BYTES);
        setUnlessGiven(SystemLimitException.MAX_STRING_LENGTH_PROPERTY, MAX_BYTES);
        setUnlessGiven(SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY, MAX_ENTRIES);
        try {
            SystemLimitException.checkMaxBytesLength(Integer.MAX_VALUE - 8L);
            log.atWarn().log("Avro was used before its limits were set; a damaged record may exhaust the memory");
        } catch (SystemLimitException | UnsupportedOperationException e) {
            log.atTrace().addKeyValue("limit", e.getMessage()).log("Avro's limits are in force");
        }
    }

    private static void setUnlessGiven(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }
}
