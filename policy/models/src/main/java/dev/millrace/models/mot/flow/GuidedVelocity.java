package dev.millrace.models.mot.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.Prefix;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.Tokens;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The velocity of a batch of prompts with classifier-free guidance (Ho and Salimans, arXiv 2207.12598):
 * {@code v = v(nothing) + g · (v(prompt) − v(nothing))}. Lives in the scope and on the thread that made it.
 */
public final class GuidedVelocity {

    private final Transformer policy;
    private final NDManager manager;
    private final Prefix prompts;
    private final @Nullable Prefix nothing;
    private final double guidance;

    private GuidedVelocity(
            Transformer policy, NDManager manager, Prefix prompts, @Nullable Prefix nothing, double guidance) {
        this.policy = policy;
        this.manager = manager;
        this.prompts = prompts;
        this.nothing = nothing;
        this.guidance = guidance;
    }

    /** Encodes the prompts, and as many empty ones if there is guidance. */
    public static GuidedVelocity encode(
            Transformer policy, NDManager manager, PromptRows prompts, SpecialTokens special, double guidance) {
        Prefix nothing = guidance == 1
                ? null
                : policy.encode(
                        manager,
                        new PromptRows(policy.config(), Collections.nCopies(prompts.size(), nothing(special))));
        return new GuidedVelocity(policy, manager, policy.encode(manager, prompts), nothing, guidance);
    }

    /** The prompt that asks for nothing in particular: the mark of an image alone, which no encoded text holds. */
    public static ModelPrompt nothing(SpecialTokens special) {
        return new ModelPrompt(Tokens.copyOf(new int[] {special.image()}, 1), Optional.empty());
    }

    /** The velocity at latents (P·G, tokens, size), see {@link Transformer#velocity}. */
    public NDArray at(NDArray latents, float[] times) {
        NDArray asked = policy.velocity(manager, prompts, latents, times);
        if (nothing == null) {
            return asked;
        }
        NDArray free = policy.velocity(manager, nothing, latents, times);
        return free.add(TensorOps.scale(asked.sub(free), guidance));
    }

    /** The prompts that are drawn, P. */
    public int size() {
        return prompts.prompts();
    }
}
