package dev.millrace.workers.engines.weights;

import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;

/** How a version gets to a server. Called for each server by its own thread. */
interface WeightsWay {

    /**
     * Brings a version to a server, and has it served once it was seen to be what it claims.
     *
     * @param update the same, from which it can be written again
     * @throws IOException if the server is away; it is tried again
     * @throws WeightsRefusedException if it does not serve it as it is
     */
    void bring(ServerState state, PreparedVersion version, PolicyUpdate update)
            throws IOException, WeightsRefusedException, InterruptedException;

    /**
     * Whether a server still serves what it should.
     *
     * @param thorough whether to ask for more than names
     * @throws IOException if the server is away
     */
    boolean holds(ServerState state, HeldVersion current, boolean thorough) throws IOException, InterruptedException;

    /**
     * Lets a server forget a version with which nobody samples.
     *
     * @throws IOException if the server is away
     */
    void forget(ServerState state, HeldVersion version) throws IOException, InterruptedException;

    /** Whether a version is asked for by a name of its own. */
    boolean hasNames();
}
