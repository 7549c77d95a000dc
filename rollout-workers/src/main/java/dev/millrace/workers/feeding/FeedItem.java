package dev.millrace.workers.feeding;

/**
 * An entry at its place in the order of feeding.
 *
 * @param position from 0, over all rounds
 */
record FeedItem(long position, FeedEntry entry) {}
