package dev.millrace.cli.bench.sampler;

/**
 * What a server can do, and for how long it is looked at.
 *
 * @param window requests that run in it at once, and that the worker has under way
 * @param tokensPerSecond of all of them together
 * @param answerTokens longest answer
 * @param warmUpSeconds before anything is measured, once a first group is through
 * @param seconds that are measured
 */
public record ServerLoad(int window, int tokensPerSecond, int answerTokens, int warmUpSeconds, int seconds) {}
