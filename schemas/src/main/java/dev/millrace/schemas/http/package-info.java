/**
 * Servers of others over HTTP, as reward servers, judges and samplers are: a client for JSON that tells failures apart. What may
 * pass is an {@code IOException}, which whoever asked tries again in its time; everything else is a
 * {@link dev.millrace.schemas.http.ReplyException}. Redirects are not followed, replies are bounded, and no secret stands in a
 * message.
 */
@NullMarked
package dev.millrace.schemas.http;

import org.jspecify.annotations.NullMarked;
