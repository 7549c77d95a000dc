/**
 * Reward servers over HTTP: the type {@code http}, which speaks several forms of requests.
 *
 * <p>A {@link dev.millrace.schemas.http.JsonEndpoint} tells failures apart: what may pass is an
 * {@code IOException}, which the caller of a scorer tries again in its time; everything else is a
 * {@link dev.millrace.schemas.http.ReplyException}. No failure becomes a score.
 */
@NullMarked
package dev.millrace.streams.scoring.http;

import org.jspecify.annotations.NullMarked;
