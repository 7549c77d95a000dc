package dev.millrace.replay.exchange;

/** Names of the fields of a line, as they are written and read. */
final class GroupFields {

    static final String GROUP_ID = "group_id";
    static final String RUN_ID = "run_id";
    static final String GROUP_SIZE = "group_size";
    static final String PROMPT = "prompt";
    static final String PROMPT_TOKENS = "prompt_tokens";
    static final String TRAJECTORIES = "trajectories";
    static final String EXPERIENCE = "experience";
    static final String DROPS = "drops";
    static final String DIGEST = "digest";

    static final String PROMPT_ID = "prompt_id";
    static final String TASK = "task";
    static final String TEXT = "text";
    static final String IMAGES = "images";
    static final String REFERENCE = "reference";
    static final String RULES = "rules";
    static final String CATEGORY = "category";
    static final String SHA256 = "sha256";
    static final String MEDIA_TYPE = "media_type";
    static final String FILE = "file";

    static final String INDEX = "index";
    static final String TOKENS = "tokens";
    static final String LOGPROBS = "logprobs";
    static final String ENTROPIES = "entropies";
    static final String POLICY_VERSIONS = "policy_versions";
    static final String FINISH_REASON = "finish_reason";
    static final String TEMPERATURE = "temperature";
    static final String SEED = "seed";
    static final String WORKER = "worker";
    static final String SAMPLED_AT = "sampled_at";
    static final String SOURCE = "source";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";
    static final String SCORES = "scores";
    static final String SCORE_INFO = "score_info";
    static final String LATE_SCORES = "late_scores";
    static final String VISUAL_DEPENDENCY = "visual_dependency";
    static final String VISUAL_INCONSISTENCY = "visual_inconsistency";
    static final String DEPENDENCY = "dependency";
    static final String IMAGE = "image";
    static final String FLOW = "flow";
    static final String COMPONENTS = "components";
    static final String REWARD = "reward";
    static final String ADVANTAGE = "advantage";
    static final String TOKEN_ADVANTAGES = "token_advantages";
    static final String TOKEN_WEIGHTS = "token_weights";
    static final String ROBUST_DEPENDENCY = "robust_dependency";
    static final String GUARD = "guard";

    static final String SCORER = "scorer";
    static final String OUTCOME = "outcome";
    static final String VALUE = "value";
    static final String CAUSE = "cause";
    static final String VERSION = "version";
    static final String REFEREE_DIGEST = "referee_digest";
    static final String SCORED_AT = "scored_at";
    static final String LATENCY_MS = "latency_ms";
    static final String DETAIL = "detail";

    static final String ESTIMATOR = "estimator";
    static final String MASK_SEED = "mask_seed";
    static final String MASK_PROBABILITY = "mask_probability";
    static final String NOISE_SIGMA = "noise_sigma";
    static final String POLICY_VERSION = "policy_version";

    static final String TIMES = "times";
    static final String WINDOW_BEGIN = "window_begin";
    static final String LATENT_TOKENS = "latent_tokens";
    static final String LATENT_SIZE = "latent_size";
    static final String LATENTS = "latents";
    static final String NOISE_LEVEL = "noise_level";
    static final String GUIDANCE = "guidance";
    static final String AUTOENCODER_DIGEST = "autoencoder_digest";

    static final String CLOSED = "closed";
    static final String RESHAPER = "reshaper";
    static final String CONFIG_DIGEST = "config_digest";
    static final String REWARD_MEAN = "reward_mean";
    static final String REWARD_STD = "reward_std";
    static final String OPENED_AT = "opened_at";
    static final String CLOSED_AT = "closed_at";
    static final String CODE_VERSION = "code_version";
    static final String RUN_SEED = "run_seed";
    static final String ASSEMBLY = "assembly";
    static final String DEADLINE_MS = "deadline_ms";
    static final String POLICY = "policy";
    static final String MIN_GROUP_SIZE = "min_group_size";
    static final String DEFAULT_VALUE = "default_value";

    static final String INDICES = "indices";
    static final String WHOLE_GROUP = "whole_group";
    static final String REASON = "reason";
    static final String DROPPED_BY = "dropped_by";
    static final String DROPPED_AT = "dropped_at";

    private GroupFields() {}
}
