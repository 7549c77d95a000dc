package dev.millrace.runtime.config;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/**
 * What other post-training systems call our settings. They are no aliases: a setting has one name here, and an error
 * that names it.
 */
final class PeerNames {

    private static final Map<String, String> OURS = Map.ofEntries(
            entry("bootstrap_servers", "kafka.bootstrap"),
            entry("bootstrap.servers", "kafka.bootstrap"),
            entry("schema_registry_url", "kafka.registry"),
            entry("schema.registry.url", "kafka.registry"),
            entry("num_generations", "worker.group_size"),
            entry("n_samples_per_prompt", "worker.group_size"),
            entry("rollout.n", "worker.group_size"),
            entry("attempts", "worker.group_size"),
            entry("max_completion_length", "worker.max_response_tokens"),
            entry("max_head_offpolicyness", "worker.max_staleness"),
            entry("max_off_policy_steps", "worker.max_staleness"),
            entry("staleness_threshold", "worker.max_staleness"),
            entry("max_lag", "worker.max_staleness"),
            entry("adv_estimator", "advantage.estimator"),
            entry("scale_rewards", "advantage.estimator"),
            entry("clip_ratio_low", "learner.objective.epsilon_low"),
            entry("clip_ratio_high", "learner.objective.epsilon_high"),
            entry("epsilon_high", "learner.objective.epsilon_high"),
            entry("beta", "learner.objective.kl_beta"),
            entry("kl_loss_coef", "learner.objective.kl_beta"),
            entry("loss_agg_mode", "learner.objective.aggregation"),
            entry("learning_rate", "learner.optimizer.lr"),
            entry("reward_weights", "reward.weights"),
            entry("reward_funcs", "reward.weights"),
            entry("kl_coef", "learner.objective.kl_beta"),
            entry("loss_type", "learner.objective.aggregation"),
            entry("train_batch_size", "learner.batch_groups"),
            entry("ppo_mini_batch_size", "learner.batch_groups"),
            entry("max_steps", "learner.total_steps"),
            entry("save_steps", "learner.checkpoint.every"),
            entry("output_dir", "learner.checkpoint.folder"),
            entry("model_name_or_path", "policy.checkpoint"));

    /** What of others has no setting here, and why. */
    private static final Map<String, String> NONE = Map.of(
            "top_p", "answers are sampled from the whole distribution, at worker.temperature",
            "num_iterations", "each experience is trained once; learner.total_steps says how many steps there are");

    private PeerNames() {}

    static Map<String, String> all() {
        return OURS;
    }

    /** Our path for a peer's name, whatever section it was looked for in. */
    static Optional<KeyPath> ours(KeyPath unknown) {
        String dotted = unknown.toString();
        String last = unknown.last();
        return OURS.entrySet().stream()
                .filter(entry -> entry.getKey().equals(last) || ("." + dotted).endsWith("." + entry.getKey()))
                .findFirst()
                .map(entry -> KeyPath.of(entry.getValue()));
    }

    /** Why there is no setting of a peer's name. */
    static Optional<String> whyNot(KeyPath unknown) {
        return Optional.ofNullable(NONE.get(unknown.last()));
    }
}
