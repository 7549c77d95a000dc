/** The store against a real server of S3's protocol in the process, and with a way to it that spoils what passes. */
@NullMarked
package dev.millrace.s3;

import org.jspecify.annotations.NullMarked;
