/** The worker against a broker and a registry in this process, with a tiny policy of random weights. */
@NullMarked
package dev.millrace.workers.stack;

import org.jspecify.annotations.NullMarked;
