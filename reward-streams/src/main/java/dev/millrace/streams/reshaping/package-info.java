/**
 * Credit for single tokens: a reshaper turns a trajectory's advantage into one advantage per token (PRPO, VPPO, PGPO,
 * the 80/20 rule of entropy, and controls for experiments). Weighing allocates nothing but its results.
 *
 * <p>Pure functions over immutable values, safe on any thread; no Kafka here.
 */
@NullMarked
package dev.millrace.streams.reshaping;

import org.jspecify.annotations.NullMarked;
