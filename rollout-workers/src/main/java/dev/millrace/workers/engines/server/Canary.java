package dev.millrace.workers.engines.server;

import dev.millrace.policy.text.TokenValues;
import dev.millrace.schemas.http.ReplyException;
import java.io.IOException;
import java.util.List;

/** Fixed prompts with fixed answers, which weights can be known by. */
public interface Canary {

    /**
     * The log-probability of each token of the fixed answers, at temperature 1, one entry for each prompt.
     *
     * @param name by which the weights are asked for
     * @param adapter whether that is the name of an adapter
     * @throws IOException if there is no reply now and may be later
     * @throws ReplyException if the reply refuses what was asked, or cannot be used
     */
    List<TokenValues> score(SamplerServer server, String name, boolean adapter)
            throws IOException, ReplyException, InterruptedException;
}
