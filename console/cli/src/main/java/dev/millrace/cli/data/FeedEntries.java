package dev.millrace.cli.data;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.Task;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeedImage;
import java.util.List;

/** Entries of a data set as the feeder publishes them. */
public final class FeedEntries {

    private FeedEntries() {}

    public static List<FeedEntry> of(List<DatasetEntry> entries) {
        return entries.stream().map(FeedEntries::of).toList();
    }

    /** One entry. */
    static FeedEntry of(DatasetEntry entry) {
        return new FeedEntry(
                entry.id(),
                entry.problem(),
                entry.images().stream().map(FeedEntries::image).toList(),
                Task.valueOf(entry.task().name()),
                entry.answer(),
                entry.rules(),
                entry.category(),
                entry.system(),
                entry.columns());
    }

    private static FeedImage image(EncodedImage image) {
        return new FeedImage() {
            @Override
            public byte[] encoded() {
                return image.toBytes();
            }

            @Override
            public String mediaType() {
                return image.mediaType();
            }
        };
    }
}
