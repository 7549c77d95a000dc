/**
 * The rewards of a whole run over its steps, as counts: read from the log when somebody wants to see them.
 *
 * <p>{@link dev.millrace.monitoring.rewards.RewardLog} owns a consumer and a thread, which reads only while somebody asks;
 * the others are pure.
 */
@NullMarked
package dev.millrace.monitoring.rewards;

import org.jspecify.annotations.NullMarked;
