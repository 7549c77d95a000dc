package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.OutputKind;
import org.jspecify.annotations.Nullable;

/**
 * What every trajectory of a group says alike.
 *
 * @param promptId the prompt
 * @param category its category, or null
 * @param groupSize number of trajectories that were sampled, at least 1
 * @param output what the trajectories are
 */
public record PromptFacts(String promptId, @Nullable String category, int groupSize, OutputKind output) {}
