/**
 * Secrets: what is one ({@link dev.millrace.schemas.secret.SecretNames}), how settings refer to one instead of holding it
 * ({@link dev.millrace.schemas.secret.References}), and how none gets into a message
 * ({@link dev.millrace.schemas.secret.Redaction}).
 */
@NullMarked
package dev.millrace.schemas.secret;

import org.jspecify.annotations.NullMarked;
