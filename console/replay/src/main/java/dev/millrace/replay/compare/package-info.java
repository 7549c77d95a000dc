/**
 * Two settings on one log: how far rewards and advantages agree, and where they differ most.
 *
 * <p>Groups pass one at a time; what stays of each is a few numbers. Belongs to one thread; plots are drawn without a
 * display.
 */
@NullMarked
package dev.millrace.replay.compare;

import org.jspecify.annotations.NullMarked;
