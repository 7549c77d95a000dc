/** Settings as a reader finds them: explained one by one, and as a page. Pure. */
@NullMarked
package dev.millrace.cli.reference;

import org.jspecify.annotations.NullMarked;
