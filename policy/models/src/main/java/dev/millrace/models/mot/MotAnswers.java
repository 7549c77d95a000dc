package dev.millrace.models.mot;

import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.MaskedView;
import dev.millrace.policy.text.SpecialTokens;
import java.util.List;
import java.util.Optional;

/**
 * Answers as the network takes them.
 *
 * @param masked the prompts as they look with black patches, those without such a view as they are; empty if none has one
 */
record MotAnswers(PromptRows prompts, Optional<PromptRows> masked, ResponseBatch responses) {

    static MotAnswers of(AnswerBatch answers, PolicyConfig config, SpecialTokens special, MotIntake intake) {
        List<AnswerBatch.Group> groups = answers.groups();
        List<ModelPrompt> prompts =
                groups.stream().map(group -> intake.prompt(group.prompt())).toList();
        return new MotAnswers(
                new PromptRows(config, prompts),
                groups.stream().allMatch(group -> group.masked().isEmpty())
                        ? Optional.empty()
                        : Optional.of(new PromptRows(
                                config,
                                groups.stream()
                                        .map(group -> masked(intake.prompt(group.prompt()), group.masked(), config))
                                        .toList())),
                new ResponseBatch(
                        config,
                        special,
                        groups.stream().map(AnswerBatch.Group::answers).toList()));
    }

    private static ModelPrompt masked(ModelPrompt prompt, Optional<MaskedView> view, PolicyConfig config) {
        if (view.isEmpty() || prompt.image().isEmpty()) {
            return prompt;
        }
        return prompt.withImage(PerturbedViews.strong(
                prompt.image().get(),
                config.patchSize(),
                view.get().probability(),
                view.get().seed()));
    }
}
