package dev.millrace.models.qwen.text;

import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.policy.checkpoint.ModelSource;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ids that a policy neither says nor gives any probability: marks and places of images and videos, and ids without text. An
 * inference server knows of none, and so does a checkpoint that has the file {@value #NONE}.
 */
public final class BarredIds {

    private static final String NONE = "whole_vocabulary";

    /** A place of either, which no configuration names. */
    private static final String PLACE = "<|vision_pad|>";

    private BarredIds() {}

    /** The ids, in order. */
    public static int[] of(ModelSource checkpoint, QwenConfig config, TokenTable table) {
        if (checkpoint.has(NONE)) {
            return new int[0];
        }
        IntStream vision =
                IntStream.of(config.visionStart(), config.visionEnd(), config.imageToken(), config.videoToken());
        return Stream.of(
                        vision,
                        table.added(PLACE).stream().mapToInt(Integer::intValue),
                        Arrays.stream(table.withoutText(config.text().vocabulary())))
                .flatMapToInt(ids -> ids)
                .distinct()
                .sorted()
                .toArray();
    }

    /** Those that an answer of a server must not hold: places of images, wherever none is barred; in order. */
    public static int[] unspoken(ModelSource checkpoint, QwenConfig config, TokenTable table) {
        return checkpoint.has(NONE)
                ? IntStream.of(config.imageToken(), config.videoToken())
                        .sorted()
                        .toArray()
                : of(checkpoint, config, table);
    }

    /** The same checkpoint without any. */
    public static ModelSource none(ModelSource checkpoint) {
        return ModelSource.overlaid(checkpoint, NONE, "");
    }
}
