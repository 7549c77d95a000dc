package dev.millrace.audit.evidence;

/**
 * A record that is kept as it is.
 *
 * @param position where it lies
 * @param key its key
 * @param value what it says
 */
public record Logged<T>(Position position, String key, T value) {}
