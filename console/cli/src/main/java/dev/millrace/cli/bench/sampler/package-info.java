/**
 * A whole worker in front of an inference server that keeps a pace and has no model: how full the worker keeps it, and at what
 * cost, against clients that do nothing but ask.
 */
@NullMarked
package dev.millrace.cli.bench.sampler;

import org.jspecify.annotations.NullMarked;
