package dev.millrace.models.qwen;

import dev.millrace.models.qwen.checkpoint.AdapterBase;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.CheckpointFacts;
import dev.millrace.policy.weights.AdapterForm;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a folder with an adapter holds, in words. */
final class AdapterFacts {

    private AdapterFacts() {}

    /**
     * The facts of the base, and what is beside it.
     *
     * @param weights the folder of the base
     * @param base what that is
     */
    static CheckpointFacts of(ModelSource checkpoint, QwenModel model, ModelSource weights, CheckpointFacts base) {
        AdapterFiles.Stored adapter = AdapterFiles.stored(checkpoint, model.config());
        AdapterForm form = adapter.form();
        long numbers = adapter.tensors().values().stream()
                .mapToLong(tensor -> tensor.form().shape().elements())
                .sum();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "adapter",
                "rank " + form.rank() + ", alpha " + form.alpha() + (form.rankStabilized() ? " (rank-stabilised)" : "")
                        + ", beside " + String.join(", ", form.targets())
                        + (form.tower() ? " and all linear layers of the tower" : "") + ": " + numbers + " numbers");
        facts.put(
                "base",
                AdapterBase.folder(weights)
                        + AdapterBase.of(checkpoint)
                                .map(origin -> ", SHA-256 " + origin.sha256())
                                .orElse(""));
        facts.putAll(base.facts());
        return new CheckpointFacts(base.parameters(), facts);
    }
}
