package dev.millrace.models.qwen.local;

import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.model.QwenPrompts;
import dev.millrace.models.qwen.text.QwenFormat;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.safetensors.TensorType;

/**
 * What stays the same from version to version.
 *
 * @param description of the model, as others know it
 * @param format how prompts are written
 * @param prompts inputs as the network reads them
 * @param barred ids that are never sampled
 * @param type in which weights are held
 */
public record ServedModel(
        QwenModel model,
        PolicyDescription description,
        QwenFormat format,
        QwenPrompts prompts,
        int[] barred,
        TensorType type) {}
