/**
 * A run whose workers and scorers become more and fewer while it goes on, with one scorer that takes its time, beside runs of
 * other seeds whose roles stay as they are. All roles are threads of this process over one broker.
 */
@NullMarked
package dev.millrace.cli.bench.elastic;

import org.jspecify.annotations.NullMarked;
