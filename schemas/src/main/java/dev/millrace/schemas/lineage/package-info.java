/**
 * Lineages: what becomes of versions and steps where a learner goes back to a checkpoint and goes on from there.
 *
 * <p>Everything here is immutable and knows no Kafka.
 */
@NullMarked
package dev.millrace.schemas.lineage;

import org.jspecify.annotations.NullMarked;
