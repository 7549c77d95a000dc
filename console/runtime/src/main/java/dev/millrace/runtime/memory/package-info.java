/** Whether a policy fits into the machine, looked at before it is loaded. */
@NullMarked
package dev.millrace.runtime.memory;

import org.jspecify.annotations.NullMarked;
