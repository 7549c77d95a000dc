package dev.millrace.policy.family;

/** The settings of what has a type and none of its own: of engines, scorers and stores. */
public record NoConfig() {}
