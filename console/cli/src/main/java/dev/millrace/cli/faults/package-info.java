/**
 * The fault harness: a run of real processes that are killed, paused and cut off by a seeded plan, then drained and
 * audited. One thread runs the plan; the proxies and the scorer that misbehaves have threads of their own, which end
 * when they are closed. Processes are ended by their id and no other way.
 */
@NullMarked
package dev.millrace.cli.faults;

import org.jspecify.annotations.NullMarked;
