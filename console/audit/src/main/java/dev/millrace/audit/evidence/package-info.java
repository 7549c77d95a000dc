/**
 * What the topics of one run hold, read once and kept as facts: nothing here judges, and nothing of the topology or the
 * learner is used to read it. Belongs to the thread that audits; immutable once it is gathered.
 */
@NullMarked
package dev.millrace.audit.evidence;

import org.jspecify.annotations.NullMarked;
