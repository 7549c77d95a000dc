package dev.millrace.schemas.store;

import java.time.Instant;

/**
 * An object that a store says it holds.
 *
 * @param bytes its length
 * @param since when it was put there, or put there again
 */
public record KeptObject(ObjectKey key, long bytes, Instant since) {}
