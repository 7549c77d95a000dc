/**
 * Collects the Javadoc of the records that settings are read into, from the sources, into a resource. The build runs it once
 * the classes are there ({@link dev.millrace.cli.words.CollectWords}); nothing else does. It needs the compiler of a JDK.
 */
@NullMarked
package dev.millrace.cli.words;

import org.jspecify.annotations.NullMarked;
