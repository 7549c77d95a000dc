package dev.millrace.models.qwen.training;

import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.image.QwenImages;
import dev.millrace.models.qwen.text.QwenFormat;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat.EncodedPrompt;
import dev.millrace.policy.checkpoint.ArchitectureDifference;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.PolicyIntake;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a model takes of recorded experience: prompts whose places of images are those of the images' sizes here. */
public final class QwenIntake implements PolicyIntake {

    private final QwenModel model;
    private final PolicyDescription description;
    private final QwenImages images;
    private final FormatDigests digests;

    /** @param digests of what the prompts of this policy are written with */
    public QwenIntake(QwenModel model, QwenImages images, FormatDigests digests) {
        this.model = model;
        this.description = model.describe();
        this.images = images;
        this.digests = digests;
    }

    @Override
    public PolicyDescription description() {
        return description;
    }

    @Override
    public EncodedPrompt recorded(Tokens tokens, List<EncodedImage> encoded) {
        List<PatchGrid> grids = new ArrayList<>();
        for (EncodedImage image : encoded) {
            try {
                grids.add(images.grid(images.pixels(image)));
            } catch (IllegalArgumentException e) {
                return new EncodedPrompt.UnreadableImage(image, String.valueOf(e.getMessage()));
            }
        }
        for (int i = 0; i < tokens.length(); i++) {
            if (tokens.at(i) < 0 || tokens.at(i) >= description.vocabulary()) {
                return new EncodedPrompt.Refused("the prompt holds token " + tokens.at(i)
                        + ", outside the vocabulary of " + description.vocabulary());
            }
        }
        if (tokens.length() > description.maxPromptTokens()) {
            return new EncodedPrompt.Refused(
                    "the prompt has " + tokens.length() + " tokens, the policy takes " + description.maxPromptTokens());
        }
        Optional<List<ImageRun>> runs =
                QwenFormat.runs(tokens, grids, model.config().imageToken());
        return runs.isPresent()
                ? new EncodedPrompt.Ready(new PolicyInput(tokens, encoded, runs.get(), tokens.length()))
                : new EncodedPrompt.Refused("the places of its images are not those of their sizes here: " + grids);
    }

    @Override
    public FormatDigests digests() {
        return digests;
    }

    @Override
    public Optional<String> misfit(Latents latents) {
        return Optional.of("it is an image, but this policy only answers");
    }

    @Override
    public Optional<String> difference(String architecture) {
        QwenModel other = QwenModel.parse(architecture);
        return ArchitectureDifference.find(model, other).map(ArchitectureDifference::toString);
    }
}
