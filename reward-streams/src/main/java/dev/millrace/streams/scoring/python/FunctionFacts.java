package dev.millrace.streams.scoring.python;

/**
 * What is known of a loaded function.
 *
 * @param name its name
 * @param judgesEach whether it judges one sample in a call, one after the other
 */
record FunctionFacts(String name, boolean judgesEach) {}
