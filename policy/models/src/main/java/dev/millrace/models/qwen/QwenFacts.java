package dev.millrace.models.qwen;

import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.TextConfig;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.models.qwen.memory.QwenMemory;
import dev.millrace.models.qwen.text.ChatForms;
import dev.millrace.models.qwen.text.TokenTable;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.CheckpointFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a folder of this family holds, in words. */
final class QwenFacts {

    private QwenFacts() {}

    static CheckpointFacts of(
            ModelSource checkpoint, QwenModel model, QwenFiles files, TokenTable table, Set<Integer> stopIds) {
        TextConfig text = model.config().text();
        VisionConfig vision = model.config().vision();
        ImageProcessing images = model.processing();
        long cell = (long) vision.cellSize() * vision.cellSize();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.config().generation().modelType());
        facts.put("stored as", files.numbers() + " in " + files.shards().size() + " file(s)");
        facts.put(
                "language model",
                text.layers() + " layers of width " + text.hidden() + ", " + text.heads() + "/" + text.keyValueHeads()
                        + " heads of " + text.headSize() + ", feed-forward " + text.intermediate());
        facts.put(
                "vision tower",
                vision.depth() + " blocks of width " + vision.hidden() + ", patches of " + vision.patchSize()
                        + (vision.windowCells() > 0 ? ", windows of " + vision.windowCells() + " tokens" : "")
                        + (vision.deepstackBlocks().isEmpty()
                                ? ""
                                : ", deepstack from blocks " + vision.deepstackBlocks()));
        facts.put("output layer", model.tied() ? "the embedding (tied)" : "its own (untied)");
        facts.put(
                "vocabulary",
                text.vocabulary() + " rows, " + table.size() + " of them with text; an answer ends at "
                        + new TreeSet<>(stopIds));
        facts.put(
                "images",
                images.minPixels() + " to " + images.maxPixels() + " pixels: "
                        + Math.max(1, images.minPixels() / cell) + " to " + Math.max(1, images.maxPixels() / cell)
                        + " tokens each");
        facts.put("chat", ChatForms.origin(checkpoint, model.config().generation()));
        facts.put("positions", text.maxPositions() + ", half of them for a prompt");
        facts.put("keys and values", 2L * text.layers() * text.keyValueHeads() * text.headSize() + " numbers a token");
        return new CheckpointFacts(QwenMemory.parameters(model), facts);
    }
}
