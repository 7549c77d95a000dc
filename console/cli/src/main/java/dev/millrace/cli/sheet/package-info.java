/**
 * Contact sheets: what a policy draws, for people to look at. Runs on the caller's thread and needs no display.
 */
@NullMarked
package dev.millrace.cli.sheet;

import org.jspecify.annotations.NullMarked;
