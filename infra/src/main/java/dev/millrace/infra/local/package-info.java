/**
 * A broker and a schema registry inside this process, on one data folder.
 *
 * <p>{@link dev.millrace.infra.local.LocalStack} owns both; it is started and closed by one thread, and what it serves
 * is used by any number of clients, also of other processes on this machine. It listens on the loopback address only.
 */
@NullMarked
package dev.millrace.infra.local;

import org.jspecify.annotations.NullMarked;
