/**
 * Inference servers of others, as this worker sees them: their addresses, what may be asked of them and nothing else, and how
 * weights get there.
 */
@NullMarked
package dev.millrace.workers.engines.server;

import org.jspecify.annotations.NullMarked;
