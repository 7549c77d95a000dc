package dev.millrace.models.qwen.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * Says what of the vectors no check looked at, so that nothing passes because nobody looked. What they say of the reference alone
 * is named and set aside.
 */
final class Coverage {

    /** How the reference differs from itself or from other libraries, and words. */
    private static final List<String> OF_THE_REFERENCE = List.of(
            "versions",
            "images/*/mode",
            "images/*/resized_torchvision_sha256_rgb",
            "images/*/torchvision_vs_pil",
            "images/*/float_antialias_vs_pil",
            "images/*/no_antialias_vs_pil",
            "preprocessor/image_processor_type",
            "preprocessor/processor_class",
            "vision/*/note",
            "batch/max_abs_difference_to_unpadded",
            "greedy_left_padded_batch_equal",
            "views/what",
            "resize_error",
            "lora/merged_max_abs_logit_difference",
            "hub_loading_info");

    private Coverage() {}

    /** To be told when all checks of a model have run. */
    static void tell(VectorSet vectors, Results results) {
        List<String> aside = new ArrayList<>();
        for (String pattern : OF_THE_REFERENCE) {
            if (vectors.root().setAside(pattern) > 0) {
                aside.add(pattern);
            }
        }
        if (!aside.isEmpty()) {
            results.skipped("what the vectors say of the reference alone", String.join(", ", aside));
        }
        missed(vectors.root(), VectorSet.FILE, results);
        for (String tensor : vectors.missedTensors()) {
            missed(VectorSet.TENSORS + " " + tensor, results);
        }
        if (results.compared() == 0) {
            results.add(CheckResult.of("comparisons", false, "nothing was compared"));
        }
    }

    /** What of a file nobody looked at. */
    static void missed(VectorNode root, String file, Results results) {
        root.missed().forEach(place -> missed(file + " " + place, results));
    }

    private static void missed(String place, Results results) {
        results.skipped("not looked at: " + place, "no check knows it");
    }
}
