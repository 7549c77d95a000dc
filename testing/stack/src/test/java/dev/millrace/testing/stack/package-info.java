/** Tests of clients and of the local stack itself that need a broker and no role. No module waits for them. */
@NullMarked
package dev.millrace.testing.stack;

import org.jspecify.annotations.NullMarked;
