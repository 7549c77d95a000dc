package dev.millrace.policy.family;

/**
 * What a policy computes with. A process computes with one such setting.
 *
 * @param threads native threads of one operation; results are bit-exact for a fixed number only
 */
public record ComputeSettings(int threads) {

    public ComputeSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }
}
