/**
 * Sampling with inference servers over HTTP: the type {@code http} of engines. What is asked of one server stands in
 * {@code engines.ask}, how several share the work in {@code engines.pool}; here groups are put together of it.
 */
@NullMarked
package dev.millrace.workers.engines.http;

import org.jspecify.annotations.NullMarked;
