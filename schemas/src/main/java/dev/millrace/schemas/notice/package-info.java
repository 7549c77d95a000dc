/**
 * When something is worth a line: a failure that comes again and again, a wait that lasts. Warnings of ours stand in the
 * terminal, everything else in the log file, so each says a thing there once and then seldom. No threads, no Kafka.
 */
@NullMarked
package dev.millrace.schemas.notice;

import org.jspecify.annotations.NullMarked;
