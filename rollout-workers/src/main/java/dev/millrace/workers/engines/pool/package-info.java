/**
 * Several servers: which of them takes a request, how many are under way at each, which of them are left alone for a while, and how
 * long their requests may take. All of it is safe on any thread.
 */
@NullMarked
package dev.millrace.workers.engines.pool;

import org.jspecify.annotations.NullMarked;
