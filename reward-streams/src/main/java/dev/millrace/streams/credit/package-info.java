/**
 * Credit assignment: composition, control, advantage and reshaping applied in this order to one group.
 *
 * <p>The same code serves the live topology and the replay of logged groups, so that both give bitwise the same numbers.
 * Pure, immutable, safe on any thread; no Kafka here.
 */
@NullMarked
package dev.millrace.streams.credit;

import org.jspecify.annotations.NullMarked;
