package dev.millrace.policy.rollout;

/**
 * The two perturbed views of an image against which a policy is compared. The same image, seed and settings give the same
 * views on every machine. Both have the size of the image, so that prompts keep their number of tokens.
 *
 * @param maskProbability p, the probability with which a patch of the strong view is black
 * @param noiseSigma σ, the standard deviation of the noise on each value of the weak view, where 1 is the range of values
 */
public record ViewSettings(double maskProbability, double noiseSigma) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public ViewSettings {
        if (!(maskProbability > 0 && maskProbability <= 1)) {
            throw new IllegalArgumentException(
                    "mask_probability must be above 0 and at most 1, not " + maskProbability);
        }
        if (!(noiseSigma > 0) || Double.isInfinite(noiseSigma)) {
            throw new IllegalArgumentException("noise_sigma must be above 0, not " + noiseSigma);
        }
    }
}
