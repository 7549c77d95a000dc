package dev.millrace.models.qwen.model;

import dev.millrace.models.qwen.image.PatchRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Images as sequences show them, in order, one of them maybe often.
 *
 * @param all as they are shown
 */
record ShownImages(List<PatchRows> all) {

    static ShownImages of(List<TokenRow> rows) {
        return new ShownImages(
                rows.stream().flatMap(row -> row.images().stream()).toList());
    }

    /** Each once, however many sequences show the same one. */
    List<PatchRows> distinct() {
        return all.stream().distinct().toList();
    }

    /** Rows of what the tower makes of {@link #distinct}, for each token of each image that is shown. */
    long[] rows() {
        Map<PatchRows, Long> begins = new HashMap<>();
        long count = 0;
        for (PatchRows image : distinct()) {
            begins.put(image, count);
            count += image.grid().tokens();
        }
        return all.stream()
                .flatMapToLong(image -> {
                    long begin = begins.getOrDefault(image, 0L);
                    return LongStream.range(begin, begin + image.grid().tokens());
                })
                .toArray();
    }
}
