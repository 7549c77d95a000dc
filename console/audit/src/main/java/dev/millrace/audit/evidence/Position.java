package dev.millrace.audit.evidence;

/**
 * Where a record lies.
 *
 * @param topic full name, with the prefix
 * @param partition partition
 * @param offset offset
 */
public record Position(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
