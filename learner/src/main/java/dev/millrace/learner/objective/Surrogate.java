package dev.millrace.learner.objective;

/**
 * What is minimised over the tokens of one response, for what the policy in training says of them against what an older one
 * said. Pure; in nat and in doubles.
 *
 * <p>A loss stands at each token, so that tokens of one response may have advantages of their own (token credit); where it is
 * one of the whole response, it stands at each of its tokens, and the aggregation takes their mean or their sum.
 */
public sealed interface Surrogate permits ClippedLoss, CispoLoss, GspoLoss, SapoLoss, GmpoLoss {

    /** The losses of a response, and their derivatives. */
    TokenLosses of(Response response);
}
