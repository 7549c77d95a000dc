package dev.millrace.cli.experiment;

/**
 * How far a policy has moved where it sees nothing: the mean divergence, in nat a token, of the policy that a cell began with from the
 * trained one, on answers that the first gives when the image is black (k3 on the tokens it sampled, an estimate of KL(π_0 ‖ π_θ)).
 *
 * @param all of all tokens
 * @param seen of the tokens that name what is seen, which are guessed here
 * @param other of the other tokens: the language around it
 */
public record PriorDrift(double all, double seen, double other) {}
