/**
 * The live page: a small web server over what {@link dev.millrace.monitoring.watch} knows.
 *
 * <p>{@link dev.millrace.monitoring.page.PageServer} owns its HTTP threads and one thread that makes the news; each browser
 * that listens has a thread of its own, so that a slow one delays nobody. Everything from topics leaves as JSON or as an
 * image of a known form, never as HTML.
 */
@NullMarked
package dev.millrace.monitoring.page;

import org.jspecify.annotations.NullMarked;
