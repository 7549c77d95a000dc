package dev.millrace.workers.engines.weights;

import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.Canary;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;

/** Reads the canary at a server. A reply that cannot be used is asked for again: one may be spoiled on its way. */
record CanaryReader(Canary canary, String model) {

    private static final int TRIES = 3;

    /**
     * With an adapter.
     *
     * @throws IOException if the server is away
     * @throws WeightsRefusedException if it does not know the adapter, or its replies cannot be used
     */
    CanaryReading adapter(SamplerServer server, String name)
            throws IOException, WeightsRefusedException, InterruptedException {
        return read(server, name, true);
    }

    /** Without any; errors as {@link #adapter}. */
    CanaryReading base(SamplerServer server) throws IOException, WeightsRefusedException, InterruptedException {
        return read(server, model, false);
    }

    private CanaryReading read(SamplerServer server, String name, boolean adapter)
            throws IOException, WeightsRefusedException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new CanaryReading(canary.score(server, name, adapter));
            } catch (ReplyException e) {
                if (e.status() != 0 || attempt == TRIES) {
                    throw new WeightsRefusedException("asked for fixed tokens with '" + name + "': " + e.getMessage());
                }
            }
        }
    }
}
