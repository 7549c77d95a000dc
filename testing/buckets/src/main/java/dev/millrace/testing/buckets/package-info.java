/**
 * A real server of S3's protocol in the process ({@link dev.millrace.testing.buckets.BucketServer}), and a way to it that spoils
 * what passes ({@link dev.millrace.testing.buckets.FaultyWay}). For tests of every module that has to do with buckets.
 */
@NullMarked
package dev.millrace.testing.buckets;

import org.jspecify.annotations.NullMarked;
