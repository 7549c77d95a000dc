package dev.millrace.cli.benchmark;

/**
 * What a policy answered to a question of a benchmark.
 *
 * @param question that was asked
 * @param response what it said
 * @param verdict what that is worth
 */
record BenchmarkAnswer(BenchmarkQuestion question, String response, BenchmarkVerdict verdict) {}
