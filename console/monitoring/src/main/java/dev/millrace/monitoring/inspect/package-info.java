/**
 * Looking at one group: what was asked, what was answered, and which tokens got the credit. Reads the topics from their
 * beginning on the caller's thread and owns its consumer while it does; the rest is pure.
 */
@NullMarked
package dev.millrace.monitoring.inspect;

import org.jspecify.annotations.NullMarked;
