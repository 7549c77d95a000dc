package dev.millrace.models.qwen.training;

import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a checkpoint takes over as it is, so that it is a folder as it was begun with. */
public final class CarriedFiles {

    private static final List<String> NAMES = List.of(
            "config.json",
            "generation_config.json",
            "preprocessor_config.json",
            "processor_config.json",
            "video_preprocessor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_form.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.json",
            "chat_template.jinja");

    private final ModelSource base;

    public CarriedFiles(ModelSource base) {
        this.base = base;
    }

    /** Those that are there, by name. */
    public Map<String, FileContents> contents() {
        Map<String, FileContents> files = new LinkedHashMap<>();
        for (String name : NAMES) {
            base.find(name).ifPresent(bytes -> files.put(name, FileContents.of(bytes)));
        }
        return files;
    }
}
