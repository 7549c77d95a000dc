package dev.millrace.models.qwen.checkpoint;

import dev.millrace.models.qwen.config.QwenGeneration;
import java.util.List;

/**
 * Names of parameters. Ours are those of the modules in transformers from 4.52 on, which Qwen3-VL is published with: {@code
 * model.language_model.…}, {@code model.visual.…}, {@code lm_head.weight}. Qwen2.5-VL is published as {@code model.…} and {@code
 * visual.…}, and vLLM has {@code language_model.model.…}. Pure.
 */
public final class TensorNames {

    public static final String LANGUAGE = "model.language_model.";
    public static final String VISION = "model.visual.";
    public static final String HEAD = "lm_head.weight";
    public static final String EMBEDDING = LANGUAGE + "embed_tokens.weight";
    public static final String FINAL_NORM = LANGUAGE + "norm.weight";

    private record Prefix(String theirs, String ours) {}

    /** The first that fits counts. */
    private static final List<Prefix> PREFIXES = List.of(
            new Prefix(LANGUAGE, LANGUAGE),
            new Prefix(VISION, VISION),
            new Prefix("language_model.model.", LANGUAGE),
            new Prefix("language_model.lm_head.", "lm_head."),
            new Prefix("visual.", VISION),
            new Prefix("model.", LANGUAGE));

    private TensorNames() {}

    /** Our name of a parameter, from any of the spellings; a name of none of them stays as it is. */
    public static String ours(String name) {
        for (Prefix prefix : PREFIXES) {
            if (name.startsWith(prefix.theirs())) {
                return prefix.ours() + name.substring(prefix.theirs().length());
            }
        }
        return name;
    }

    /** The name under which a parameter is published. */
    public static String published(String ours, QwenGeneration generation) {
        if (generation != QwenGeneration.QWEN2_5_VL) {
            return ours;
        }
        if (ours.startsWith(LANGUAGE)) {
            return "model." + ours.substring(LANGUAGE.length());
        }
        return ours.startsWith(VISION) ? "visual." + ours.substring(VISION.length()) : ours;
    }

    /** The beginning of the names of one layer of the language model. */
    public static String layer(int layer) {
        return LANGUAGE + "layers." + layer + ".";
    }

    /** The beginning of the names of one block of the tower. */
    public static String block(int block) {
        return VISION + "blocks." + block + ".";
    }
}
