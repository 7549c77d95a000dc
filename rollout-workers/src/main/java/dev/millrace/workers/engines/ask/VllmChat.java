package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * vLLM's chat completions, with the ids of all tokens in the reply (since v0.10.2). The server writes the prompt, so it is
 * compared with ours. Given tokens cannot be scored.
 */
final class VllmChat implements SamplerDialect {

    @Override
    public String endpoint() {
        return "chat";
    }

    @Override
    public List<RawAnswer> sample(SamplerServer server, Ask ask)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        ObjectNode request = SamplingFields.object().put("model", ask.weights());
        ChatMessages.put(request, ask.prompt());
        SamplingFields.put(request, ask.settings());
        VllmChoices.put(request, ask.settings());
        request.put("n", ask.count())
                .put("seed", ask.seed())
                .put("max_completion_tokens", ask.settings().maxTokens())
                .put("logprobs", true)
                .put("top_logprobs", 0)
                .put("return_token_ids", true)
                .put("request_id", ask.id())
                .put("stream", false);
        JsonNode reply = server.post(ServerCall.CHAT, request, ask.within());
        return VllmChoices.read(reply, ask, ReplyReader.idsIfGiven(reply, "prompt_token_ids"));
    }

    @Override
    public boolean scores() {
        return false;
    }

    @Override
    public TokenValues score(
            SamplerServer server,
            ServedPrompt prompt,
            Tokens answer,
            String weights,
            boolean adapter,
            Duration within) {
        throw new IllegalStateException("chat completions do not score given tokens");
    }
}
