package dev.millrace.workers.engines.server;

/**
 * All that is ever asked of a server. Nothing else can be: there is no way to send a request to another path. Calls that change
 * weights or stop a server are made by {@code workers.engines.weights} alone.
 */
public enum ServerCall {
    // vLLM: sampling
    VERSION("/version"),
    MODELS("/v1/models"),
    CHAT("/v1/chat/completions"),
    RENDER("/v1/chat/completions/render"),
    GENERATE_TOKENS("/inference/v1/generate"),
    // vLLM: weights
    LOAD_LORA_ADAPTER("/v1/load_lora_adapter"),
    UNLOAD_LORA_ADAPTER("/v1/unload_lora_adapter"),
    COLLECTIVE_RPC("/collective_rpc"),
    PAUSE_TO_WAIT("/pause?mode=wait"),
    RESUME("/resume"),
    IS_PAUSED("/is_paused"),
    WEIGHT_INFO("/weight_info"),
    RESET_PREFIX_CACHE("/reset_prefix_cache"),
    RESET_MM_CACHE("/reset_mm_cache"),
    RESET_ENCODER_CACHE("/reset_encoder_cache"),
    // SGLang: sampling
    MODEL_INFO("/model_info"),
    SERVER_INFO("/server_info"),
    GENERATE("/generate"),
    ABORT_REQUEST("/abort_request"),
    // SGLang: weights
    SGLANG_LOAD_LORA_ADAPTER("/load_lora_adapter"),
    SGLANG_UNLOAD_LORA_ADAPTER("/unload_lora_adapter"),
    UPDATE_WEIGHTS_FROM_DISK("/update_weights_from_disk"),
    PAUSE_GENERATION("/pause_generation"),
    CONTINUE_GENERATION("/continue_generation"),
    FLUSH_CACHE("/flush_cache"),
    // both
    HEALTH("/health"),
    METRICS("/metrics");

    private final String path;

    ServerCall(String path) {
        this.path = path;
    }

    /** The path, with the query where one belongs to it. */
    String path() {
        return path;
    }
}
