/** Files and other things that must be closed or ended well, whatever happens meanwhile. Knows nobody of ours. */
@NullMarked
package dev.millrace.schemas.io;

import org.jspecify.annotations.NullMarked;
