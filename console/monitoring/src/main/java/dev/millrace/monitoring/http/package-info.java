/** What the page and the metrics port have in common as servers. */
@NullMarked
package dev.millrace.monitoring.http;

import org.jspecify.annotations.NullMarked;
