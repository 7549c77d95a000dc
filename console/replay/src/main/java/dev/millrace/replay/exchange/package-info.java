/**
 * Groups in files: JSON lines and Avro container files, read and written one group at a time, and their images beside
 * them by hash.
 *
 * <p>A {@link dev.millrace.replay.exchange.GroupSource} gives groups, a {@link dev.millrace.replay.exchange.GroupSink}
 * takes them; both belong to one thread and hold one group in memory. Foreign input is checked strictly: what is wrong
 * is told with file, line and field.
 */
@NullMarked
package dev.millrace.replay.exchange;

import org.jspecify.annotations.NullMarked;
