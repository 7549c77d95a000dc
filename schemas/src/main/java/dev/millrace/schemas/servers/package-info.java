/** What workers tell of the inference servers that they sample at, as the page reads it. */
@NullMarked
package dev.millrace.schemas.servers;

import org.jspecify.annotations.NullMarked;
