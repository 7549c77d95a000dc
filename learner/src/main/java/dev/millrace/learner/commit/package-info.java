/**
 * What the learner publishes, and how it stays one unit: weights, trained ids, drops, metrics and offsets in one Kafka
 * transaction, of which a second learner of the same run is fenced.
 *
 * <p>Belongs to the learner's thread. Nothing here knows native arrays.
 */
@NullMarked
package dev.millrace.learner.commit;

import org.jspecify.annotations.NullMarked;
