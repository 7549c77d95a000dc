package dev.millrace.policy;

/**
 * How a policy is to be trained.
 *
 * @param optimizer AdamW; the learning rate is given at each step
 * @param maxGradientNorm limit of the norm of all gradients together, positive
 * @param answerReference whether answers are compared with the policy as it begins, which is held for it then
 * @param drawingReference whether drawings are, if it draws
 * @param weights which weights are trained: {@value #FULL}; a family refuses what it cannot do
 * @param device where it is trained, for instance {@value #CPU}
 * @param threads threads inside one native operation; results are bit-exact only for a fixed number
 */
public record TrainingSettings(
        AdamWSettings optimizer,
        double maxGradientNorm,
        boolean answerReference,
        boolean drawingReference,
        String weights,
        String device,
        int threads) {

    /** All weights are trained. */
    public static final String FULL = "full";

    public static final String CPU = "cpu";

    public TrainingSettings {
        if (!(maxGradientNorm > 0)) {
            throw new IllegalArgumentException("maxGradientNorm must be positive, but is " + maxGradientNorm);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }

    /** All weights on one thread of the processor, without a reference. */
    public static TrainingSettings of(AdamWSettings optimizer, double maxGradientNorm) {
        return new TrainingSettings(optimizer, maxGradientNorm, false, false, FULL, CPU, 1);
    }

    /** The same, comparing with the policy as it begins. */
    public TrainingSettings comparing(boolean answers, boolean drawings) {
        return new TrainingSettings(optimizer, maxGradientNorm, answers, drawings, weights, device, threads);
    }

    /** The same elsewhere. */
    public TrainingSettings on(String where, int howMany) {
        return new TrainingSettings(
                optimizer, maxGradientNorm, answerReference, drawingReference, weights, where, howMany);
    }
}
