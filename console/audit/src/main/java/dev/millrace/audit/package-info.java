/**
 * {@code millrace audit}: reads the topics of a run and says which promises hold. Runs on the command's thread, writes
 * nothing, and owns only its consumers, which are closed when the evidence is gathered.
 */
@NullMarked
package dev.millrace.audit;

import org.jspecify.annotations.NullMarked;
