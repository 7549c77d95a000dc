/** What the page and the metrics port have in common as servers. */
@NullMarked
package dev.millrace.console.http;

import org.jspecify.annotations.NullMarked;
