package dev.millrace.workers.engines.weights;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Replacing all weights by those of a folder, in the words of a server. Stateless. */
record FolderCalls(Dialect dialect) {

    private static final Duration LOADING = Duration.ofMinutes(30);
    private static final Duration PAUSING = Duration.ofMinutes(10);
    private static final Duration ASKING = Duration.ofSeconds(30);

    /** What a server may still know of the weights before; some servers lack some of these. */
    private static final List<ServerCall> CACHES =
            List.of(ServerCall.RESET_PREFIX_CACHE, ServerCall.RESET_MM_CACHE, ServerCall.RESET_ENCODER_CACHE);

    /**
     * Replaces them.
     *
     * @throws IOException if there is no answer now; the weights are then unknown
     * @throws ReplyException if it refuses
     */
    void replace(SamplerServer server, PreparedVersion version)
            throws IOException, ReplyException, InterruptedException {
        if (dialect == Dialect.SGLANG) {
            Success.require(
                    server,
                    server.post(
                            ServerCall.UPDATE_WEIGHTS_FROM_DISK,
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("model_path", version.place())
                                    .put("weight_version", version.name())
                                    .put("abort_all_requests", false)
                                    .put("flush_cache", true),
                            LOADING));
            return;
        }
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("method", "reload_weights");
        asked.putObject("kwargs").put("weights_path", version.place());
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        try {
            // Even a pause that was not answered may hold: whatever happens, the server goes on.
            server.postForText(ServerCall.PAUSE_TO_WAIT, nothing, PAUSING);
            server.postForText(ServerCall.COLLECTIVE_RPC, asked, LOADING);
            for (ServerCall cache : CACHES) {
                reset(server, cache);
            }
        } catch (IOException | ReplyException e) {
            resumeAfter(e, server);
            throw e;
        }
        server.postForText(ServerCall.RESUME, nothing, ASKING);
    }

    private static void resumeAfter(Exception failure, SamplerServer server) throws InterruptedException {
        try {
            server.postForText(ServerCall.RESUME, JsonNodeFactory.instance.objectNode(), ASKING);
        } catch (IOException | ReplyException e) {
            failure.addSuppressed(e);
        }
    }

    private static void reset(SamplerServer server, ServerCall cache)
            throws IOException, ReplyException, InterruptedException {
        try {
            server.postForText(cache, JsonNodeFactory.instance.objectNode(), ASKING);
        } catch (ReplyException e) {
            if (e.status() != 404) {
                throw e;
            }
        }
    }

    /** What the server itself calls its weights; empty where it has no word for them. Errors as {@link #replace}. */
    Optional<String> label(SamplerServer server) throws IOException, ReplyException, InterruptedException {
        return dialect == Dialect.SGLANG
                ? Optional.of(server.get(ServerCall.MODEL_INFO, ASKING)
                        .path("weight_version")
                        .asText(""))
                : Optional.empty();
    }
}
