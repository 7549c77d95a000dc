package dev.millrace.workers.engines.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.SamplerServer;

/** What SGLang says of a change. Stateless. */
final class Success {

    private Success() {}

    /** @throws ReplyException if it did not succeed, by its own word */
    static void require(SamplerServer server, JsonNode reply) throws ReplyException {
        if (!reply.path("success").asBoolean(true)) {
            throw new ReplyException(server.address() + " answered: "
                    + reply.path("message")
                            .asText("no success")
                            .lines()
                            .findFirst()
                            .orElse(""));
        }
    }
}
