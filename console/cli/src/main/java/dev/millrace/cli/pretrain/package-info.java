/**
 * What {@code pretrain} makes, one class each: the base policy and the frozen referees. Everything runs on the caller's
 * thread, and an interrupt of it ends the making without a result.
 */
@NullMarked
package dev.millrace.cli.pretrain;

import org.jspecify.annotations.NullMarked;
