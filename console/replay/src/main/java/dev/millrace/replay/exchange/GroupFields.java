package dev.millrace.replay.exchange;

/** The names of the fields of a line that are not only those of their schema: what is said of them stands in the code. */
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

    static final String IMAGES = "images";
    static final String FILE = "file";

    static final String INDEX = "index";
    static final String TEXT = "text";
    static final String TOKENS = "tokens";
    static final String LOGPROBS = "logprobs";
    static final String POLICY_VERSIONS = "policy_versions";
    static final String SOURCE = "source";
    static final String OFFSET = "offset";
    static final String SCORES = "scores";
    static final String SCORE_INFO = "score_info";
    static final String LATE_SCORES = "late_scores";
    static final String STRONG = "strong";
    static final String WEAK = "weak";
    static final String VISUAL_DEPENDENCY = "visual_dependency";
    static final String VISUAL_INCONSISTENCY = "visual_inconsistency";
    static final String DEPENDENCY = "dependency";
    static final String IMAGE = "image";
    static final String FLOW = "flow";
    static final String LATENTS = "latents";
    static final String REWARD = "reward";
    static final String ADVANTAGE = "advantage";
    static final String TOKEN_ADVANTAGES = "token_advantages";

    static final String SCORER = "scorer";
    static final String OUTCOME = "outcome";
    static final String VALUE = "value";
    static final String CAUSE = "cause";
    static final String VERSION = "version";

    static final String INDICES = "indices";

    private GroupFields() {}
}
