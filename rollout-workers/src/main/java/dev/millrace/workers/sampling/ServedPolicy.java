package dev.millrace.workers.sampling;

import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.SamplingRequest;
import dev.millrace.policy.sampling.SamplingSettings;
import dev.millrace.workers.drawing.DrawnImage;
import java.util.List;
import java.util.Optional;

/** One version of the policy, held until it is closed. */
public interface ServedPolicy extends AutoCloseable {

    PolicyVersion version();

    /**
     * Samples in one batch.
     *
     * @return the completions of each request's group, in the order of the requests
     * @throws RuntimeException if the engine fails or a request does not fit the policy
     */
    List<List<Completion>> sample(List<SamplingRequest> requests, SamplingSettings settings);

    /**
     * Draws images in one batch.
     *
     * @param group images per request
     * @return the images of each request's group, in the order of the requests
     * @throws RuntimeException if the policy only answers, the engine fails or a request does not fit
     */
    List<List<DrawnImage>> draw(List<SamplingRequest> requests, int group);

    /**
     * Measures how much the tokens of what was sampled depend on the images, if that is asked of this worker.
     *
     * @param completions as {@link #sample} gave them for these requests
     * @return one entry per request, empty where nothing was measured
     * @throws RuntimeException if the engine fails
     */
    List<Optional<MeasuredGroup>> measure(
            List<SamplingRequest> requests, List<List<Completion>> completions, SamplingSettings settings);

    @Override
    void close();
}
