package dev.millrace.policy.drawing;

/**
 * The latent images that something was drawn in.
 *
 * @param tokens tokens of a latent image
 * @param size values of one of them
 * @param decoder SHA-256 of the weights that decode them, in hexadecimal; empty where it was not recorded
 */
public record Latents(int tokens, int size, String decoder) {}
