/**
 * Data sets in Parquet files, by parquet-java without Hadoop, and in texts with tabs, by Jackson:
 * {@link dev.millrace.data.ParquetFormat} and {@link dev.millrace.data.TsvFormat} are found by those who read data sets,
 * {@link dev.millrace.data.ParquetWriter} writes what {@code prompts draw} makes.
 *
 * <p>Readers and writers belong to the thread that uses them. Files come from others: what they declare is held against limits
 * before memory is given to it.
 */
@NullMarked
package dev.millrace.data;

import org.jspecify.annotations.NullMarked;
