/**
 * Words to tokens and back. Everything here is immutable and safe to share among threads.
 */
@NullMarked
package dev.millrace.policy.text;

import org.jspecify.annotations.NullMarked;
