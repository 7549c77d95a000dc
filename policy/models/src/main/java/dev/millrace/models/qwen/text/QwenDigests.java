package dev.millrace.models.qwen.text;

import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.digest.Sha256;
import java.nio.charset.StandardCharsets;

/** By what a checkpoint's prompts are written. Pure. */
public final class QwenDigests {

    private QwenDigests() {}

    /**
     * The digests of a checkpoint: of the file of its tokenizer, of what its chat form writes, and of all that fixes the patches
     * of an image.
     *
     * @throws dev.millrace.policy.checkpoint.CheckpointException if it has no tokenizer, or its chat form is malformed
     */
    public static FormatDigests of(ModelSource checkpoint, QwenModel model) {
        return new FormatDigests(
                Sha256.of(checkpoint.read(TokenTable.FILE)),
                ChatForms.of(checkpoint, model.config().generation()).digest(),
                processor(model.config().vision(), model.processing()));
    }

    private static String processor(VisionConfig vision, ImageProcessing processing) {
        String all = processing + "\npatch " + vision.patchSize() + " merge " + vision.mergeSize() + " temporal "
                + vision.temporalPatchSize() + " bicubic";
        return Sha256.of(all.getBytes(StandardCharsets.UTF_8));
    }
}
