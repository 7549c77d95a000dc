package dev.millrace.models.qwen.model;

import dev.millrace.models.qwen.image.PatchRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Images as the sequences of a pass show them, in order, one of them maybe often: many answers follow one prompt.
 *
 * @param all as they are shown
 */
record ShownImages(List<Shown> all) {

    ShownImages {
        all = List.copyOf(all);
    }

    /**
     * An image at one place.
     *
     * @param patches of the image
     * @param place of its first token among all tokens of the pass
     */
    record Shown(PatchRows patches, long place) {

        int tokens() {
            return patches.grid().tokens();
        }
    }

    /**
     * The images of sequences.
     *
     * @param begins the place of a sequence's first token among all tokens of the pass, by its number
     */
    static ShownImages of(List<TokenRow> sequences, IntToLongFunction begins) {
        List<Shown> all = new ArrayList<>();
        for (int number = 0; number < sequences.size(); number++) {
            TokenRow row = sequences.get(number);
            long begin = begins.applyAsLong(number);
            IntStream.range(0, row.images().size())
                    .mapToObj(image -> new Shown(
                            row.images().get(image), begin + row.runs().get(image)))
                    .forEach(all::add);
        }
        return new ShownImages(all);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Each image once, in the order in which they are first shown: the tower sees no image twice. */
    List<PatchRows> distinct() {
        return all.stream().map(Shown::patches).distinct().toList();
    }

    /** For each token of each image that is shown: which row of what the tower makes of {@link #distinct}. */
    long[] rows() {
        Map<PatchRows, Long> begins = new HashMap<>();
        long count = 0;
        for (PatchRows image : distinct()) {
            begins.put(image, count);
            count += image.grid().tokens();
        }
        return all.stream()
                .flatMapToLong(shown -> from(begins.getOrDefault(shown.patches(), 0L), shown.tokens()))
                .toArray();
    }

    /** For each token of each image that is shown, in the same order: its place among all tokens of the pass. */
    long[] places() {
        return all.stream()
                .flatMapToLong(shown -> from(shown.place(), shown.tokens()))
                .toArray();
    }

    private static LongStream from(long begin, int count) {
        return LongStream.range(begin, begin + count);
    }
}
