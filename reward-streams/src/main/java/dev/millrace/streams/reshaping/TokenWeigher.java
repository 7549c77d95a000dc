package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method of weighing tokens. Stateless; all that changes is in the workspace. What it does to a response depends on
 * the group only where {@link #prepare} says so.
 */
sealed interface TokenWeigher permits Prpo, Vppo, Pgpo, EntropySelection, ShuffledWeights, EvenWeights {

    /** What it reads. */
    Measure reads();

    /** Looks at the whole group, before its responses are weighed one by one. */
    default void prepare(List<Response> group, Workspace space) {}

    /**
     * Writes the weights of a response, which {@link Workspace#begin} has set to 1.
     *
     * @param position of the response in the list that {@link #prepare} saw
     * @return why the weights are to be left at 1; null if they are to be used
     */
    @Nullable
    Guard weigh(GroupId group, Response response, int position, Workspace space);
}
