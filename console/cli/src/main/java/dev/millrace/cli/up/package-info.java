/**
 * All roles of a run as processes, under one terminal: which there are, what becomes of one that ends, and how they end in
 * order. Each process has a thread that reads what it prints; everything is decided on the thread that runs the
 * {@link dev.millrace.cli.up.Supervisor}.
 */
@NullMarked
package dev.millrace.cli.up;

import org.jspecify.annotations.NullMarked;
