/** What can be said of a model before it is run. */
@NullMarked
package dev.millrace.cli.models;

import org.jspecify.annotations.NullMarked;
