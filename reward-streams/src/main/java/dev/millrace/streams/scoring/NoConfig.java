package dev.millrace.streams.scoring;

/** The settings of a scorer that has none. */
public record NoConfig() {}
