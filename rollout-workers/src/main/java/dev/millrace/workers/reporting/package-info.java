/** What a worker says of itself on the log, for the page. */
@NullMarked
package dev.millrace.workers.reporting;

import org.jspecify.annotations.NullMarked;
