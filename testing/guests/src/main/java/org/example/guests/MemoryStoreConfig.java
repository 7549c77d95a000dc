package org.example.guests;

/**
 * The settings of {@code memory}.
 *
 * @param name which memory of the process; has to be given
 */
public record MemoryStoreConfig(String name) {}
