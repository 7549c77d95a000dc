/**
 * The whole loop in one process: broker, registry, feeder, worker, scorers, streams, learner, monitor.
 *
 * <p>The command's thread starts and stops everything and shows how it goes; each role has a thread of its own.
 */
@NullMarked
package dev.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
