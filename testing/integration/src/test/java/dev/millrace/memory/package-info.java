/** What large weights take of the heap, in processes whose heap is bounded. */
@NullMarked
package dev.millrace.memory;

import org.jspecify.annotations.NullMarked;
