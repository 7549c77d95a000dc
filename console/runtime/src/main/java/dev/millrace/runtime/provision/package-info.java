/** Topics and schemas before anything runs: made where that is asked for, else only checked. On the caller's thread. */
@NullMarked
package dev.millrace.runtime.provision;

import org.jspecify.annotations.NullMarked;
