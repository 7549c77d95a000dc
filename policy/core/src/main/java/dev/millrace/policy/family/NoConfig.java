package dev.millrace.policy.family;

/** The settings of an engine that has none. */
public record NoConfig() {}
