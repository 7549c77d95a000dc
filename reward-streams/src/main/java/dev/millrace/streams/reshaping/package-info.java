/**
 * Credit for single tokens: a reshaper turns a trajectory's advantage into one advantage per token.
 *
 * <p>Pure functions over immutable values, safe on any thread; no Kafka here.
 */
@NullMarked
package dev.millrace.streams.reshaping;

import org.jspecify.annotations.NullMarked;
