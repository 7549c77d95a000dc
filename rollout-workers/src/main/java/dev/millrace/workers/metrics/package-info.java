/** What a worker has done, in numbers. Written by the worker's threads, read by any. */
@NullMarked
package dev.millrace.workers.metrics;

import org.jspecify.annotations.NullMarked;
