/**
 * How the system scales: CPU for a group with more instances of a role, and time and memory of readers with more groups in the log.
 * Belongs to one thread; roles have their own.
 */
@NullMarked
package dev.millrace.cli.bench.scale;

import org.jspecify.annotations.NullMarked;
