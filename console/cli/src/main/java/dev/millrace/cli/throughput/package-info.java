/** How many samples a second scorers of functions and of servers take, where judging itself takes no time. */
@NullMarked
package dev.millrace.cli.throughput;

import org.jspecify.annotations.NullMarked;
