package dev.millrace.workers.sampling;

import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.workers.drawing.DrawnImage;
import java.util.List;

/** One version of the policy, held until it is closed. */
public interface ServedPolicy extends AutoCloseable {

    PolicyVersion version();

    /**
     * Samples answers in one batch, and measures how much their tokens depend on the images, if that is asked of this
     * worker.
     *
     * @return the answers of each request's group, in the order of the requests
     * @throws RuntimeException if the engine fails or a request does not fit the policy
     */
    List<Rollout.Answers> answer(List<SamplingRequest> requests, SamplingSettings settings);

    /**
     * Draws images in one batch.
     *
     * @param group images per request
     * @return the images of each request's group, in the order of the requests
     * @throws RuntimeException if the policy only answers, the engine fails or a request does not fit
     */
    List<List<DrawnImage>> draw(List<SamplingRequest> requests, int group);

    @Override
    void close();
}
