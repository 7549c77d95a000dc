package dev.millrace.workers.engines.ask;

import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** How requests are written and replies are read. Safe on any thread. */
interface SamplerDialect {

    /** What it is called in records of what a server can do. */
    String endpoint();

    /**
     * Asks for answers.
     *
     * @return as many as there are in the reply, by their index
     * @throws IOException if there is no reply now and may be later
     * @throws ReplyException if the server refuses the request
     * @throws RefusedReplyException if the reply cannot be read
     */
    List<RawAnswer> sample(SamplerServer server, Ask ask)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException;

    /** Whether it can score. */
    boolean scores();

    /**
     * The log-probability of each token of an answer at temperature 1, given a prompt and what was said before it; errors as
     * {@link #sample}.
     */
    TokenValues score(
            SamplerServer server, ServedPrompt prompt, Tokens answer, String weights, boolean adapter, Duration within)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException;

    /** Tells the server that nobody waits for a request any more, where hanging up does not say it. */
    default void giveUp(SamplerServer server, String id) throws InterruptedException {}
}
