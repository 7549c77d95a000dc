package dev.millrace.cli.bench;

/**
 * A raw transactional producer with a codec, on a topic that takes it.
 *
 * @param codec its name
 * @param perSecond groups a second, once
 * @param storedShare bytes on disk over bytes of the records
 */
public record CodecRow(String codec, double perSecond, double storedShare) {}
