/**
 * One tree of configuration for every role: records with their defaults, a YAML file over them, overrides over that.
 *
 * <p>Everything here runs on the caller's thread and keeps no state. What is wrong with a setting is told as one line
 * that names where it was set, its path, and what would be right.
 */
@NullMarked
package dev.millrace.runtime.config;

import org.jspecify.annotations.NullMarked;
