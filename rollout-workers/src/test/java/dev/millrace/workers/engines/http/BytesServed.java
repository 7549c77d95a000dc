package dev.millrace.workers.engines.http;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Sends images as they are; a view is other bytes. */
final class BytesServed implements ServedForm {

    @Override
    public List<EncodedImage> images(PolicyInput input) {
        return input.images();
    }

    @Override
    public List<EncodedImage> strong(PolicyInput input, ViewSettings views, long seed) {
        return views(input, "strong" + seed);
    }

    @Override
    public List<EncodedImage> weak(PolicyInput input, ViewSettings views, long seed) {
        return views(input, "weak" + seed);
    }

    private static List<EncodedImage> views(PolicyInput input, String name) {
        return input.images().stream()
                .map(image -> EncodedImage.of("image/png", name.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Override
    public long viewSeed(long groupSeed) {
        return groupSeed + 1;
    }

    @Override
    public Tokens unexpanded(PolicyInput input) {
        int[] all = input.tokens().toArray();
        return Tokens.of(IntStream.range(0, all.length)
                .filter(at -> all[at] != BytesFormat.IMAGE || at == 0 || all[at - 1] != BytesFormat.IMAGE)
                .map(at -> all[at])
                .toArray());
    }

    @Override
    public boolean maySay(int id) {
        return id != BytesFormat.IMAGE;
    }
}
