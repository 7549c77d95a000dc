package dev.millrace.audit.evidence;

/**
 * A record that is none.
 *
 * @param position where it lies
 * @param key its key as text; empty if it has none
 * @param cause why it cannot be read
 */
public record Unreadable(Position position, String key, String cause) {}
