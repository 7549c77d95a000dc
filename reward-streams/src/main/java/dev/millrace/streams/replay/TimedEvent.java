package dev.millrace.streams.replay;

import dev.millrace.streams.assembly.GroupEvent;
import java.time.Instant;

/** A record of a group, and when it was made. */
record TimedEvent(Instant at, GroupEvent event) {}
