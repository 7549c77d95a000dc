package dev.millrace.monitoring.watch;

/**
 * An edge of the loop.
 *
 * @param topic the topic it is, without prefix
 * @param from role that writes
 * @param to role that reads
 * @param perSecond records a second, of late
 * @param lag records that the reader has not read; −1 where nobody knows
 */
public record Edge(String topic, String from, String to, double perSecond, long lag) {}
